import FGGenerator
import FGInspect

/// Checks of the system as a whole.
enum TreeChecks {
    private static let folders = [
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/proc", "/root", "/run", "/sbin", "/sys", "/tmp",
        "/usr", "/usr/bin", "/usr/lib", "/usr/sbin", "/usr/share", "/var", "/var/lib", "/var/log", "/var/tmp",
    ]

    static func release(_ image: OfflineImage) throws -> Finding {
        guard let release = try OSRelease.read(from: image.tree) else {
            return .fail("there is no /etc/os-release")
        }
        let id = release.id ?? "none"
        let codename = release.codename ?? release.number ?? "none"
        let header = try ELFFile.Header(image.tree.bytes("/bin/sh", limit: 64 << 20))
        guard let template = image.template else { return .pass("\(id) \(codename)") }
        var problems: [String] = []
        if id != template.os { problems.append("the system is \(id), not \(template.os)") }
        if !template.isRelease(ReleaseName(codename: release.codename, number: release.number)) {
            problems.append("the release is \(codename), not \(template.release)")
        }
        if header.machine != ELFFile.Header.machines[template.architecture] {
            problems.append("/bin/sh is for machine \(header.machine), not \(template.architecture)")
        }
        return .judged(problems, otherwise: "\(id) \(codename) \(template.architecture)")
    }

    static func layout(_ image: OfflineImage) -> Finding {
        var problems = folders.filter { image.tree[$0]?.kind != .folder }.map { "\($0) is missing" }
        for name in ["/bin", "/sbin", "/lib"] where image.tree["/usr" + name] != nil {
            guard let real = image.tree.resolve(name), real != "/usr" + name else { continue }
            problems.append("\(name) is not a link to /usr\(name)")
        }
        for folder in ["/proc", "/sys", "/run", "/tmp"] where !image.tree.entries(folder).isEmpty {
            problems.append("\(folder) is not empty")
        }
        for name in image.tree.entries("/dev") {
            guard let node = image.tree.unfollowed("/dev/" + name), node.kind == .file, node.size > 0 else {
                continue
            }
            problems.append("/dev/\(name) is a file")
        }
        return .judged(problems, otherwise: "\(image.tree.count) files")
    }

    static func provenance(_ image: OfflineImage) throws -> Finding {
        guard let recipe = image.recipe else { return .skip("an imported image has no recipe") }
        let text = try image.tree.text("/etc/fg-release") ?? ""
        let isBound = text.contains("TEMPLATE_DIGEST=\(recipe.templateDigest)\n")
        return isBound
            ? .pass("\(recipe.templateDigest)") : .fail("/etc/fg-release does not name the recipe's template")
    }
}
