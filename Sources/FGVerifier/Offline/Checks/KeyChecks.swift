import FGGenerator
import FGInspect

/// Checks of keys that every machine from an image would share.
enum KeyChecks {
    private static let places = ["/etc/", "/root/", "/home/", "/var/", "/opt/", "/srv/", "/usr/local/"]
    private static let names = [
        "/.netrc", "/.aws/credentials", "/.docker/config.json", "/.git-credentials", "/.pgpass",
        "/munge.key", "/krb5.keytab", "/.kube/config", "/clouds.yaml", "/.boto",
    ]
    private static let marks = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----", "PuTTY-User-Key-File-"]

    static func authorized(_ image: OfflineImage) throws -> Finding {
        let written = image.template?.writtenPaths ?? []
        let wanted = Dictionary(
            (image.template?.users ?? []).map { ("/home/\($0.name)/.ssh/authorized_keys", Set($0.keys)) },
            uniquingKeysWith: { $0.union($1) }
        )
        var problems: [String] = []
        var count = 0
        for (path, node) in image.tree.all where path.contains("/authorized_keys") && node.kind == .file {
            if written.contains(path) || path.hasPrefix("/usr/share/") { continue }
            for line in try image.tree.text(path)?.split(separator: "\n") ?? [] {
                if line.hasPrefix("#") { continue }
                count += 1
                if !(wanted[path]?.contains(String(line)) ?? false) {
                    let isForeign = image.template == nil
                    problems.append(
                        "\(path) \(isForeign ? "lets a key in" : "has a key that is not the template's")"
                    )
                }
            }
        }
        return .judged(problems, otherwise: "\(count) keys")
    }

    static func host(_ image: OfflineImage) -> Finding {
        let keys = image.tree.entries("/etc/ssh").filter { $0.hasPrefix("ssh_host_") }
        return .judged(keys.map { "/etc/ssh/\($0)" }, otherwise: "none")
    }

    static func secret(_ image: OfflineImage) throws -> Finding {
        let written = image.template?.writtenPaths ?? []
        var problems: [String] = []
        for (path, node) in image.tree.all where node.kind == .file && node.size > 0 && node.size <= 1 << 20 {
            guard places.contains(where: path.hasPrefix), !written.contains(path),
                !path.hasPrefix("/etc/ssh/ssh_host_")
            else { continue }
            if names.contains(where: path.hasSuffix) {
                problems.append(path)
                continue
            }
            let start = String(decoding: try image.tree.start(of: node, count: 4096), as: UTF8.self)
            if marks.contains(where: start.contains) { problems.append(path) }
        }
        return .judged(problems, otherwise: "none")
    }
}
