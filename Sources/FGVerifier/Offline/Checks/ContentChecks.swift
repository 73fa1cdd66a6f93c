import FGCore
import FGGenerator
import FGInspect

/// Checks of what lines about files, folders, language and time zone write.
enum ContentChecks {
    static func match(_ image: OfflineImage) throws -> Finding {
        guard let template = image.template else { return .skip("an imported image has no template") }
        // A file line wins over a tree that has the same path, and a step may change either.
        let written = Dictionary(
            (template.trees ?? []).flatMap(\.files) + template.files.map { ($0.path, $0.content) },
            uniquingKeysWith: { $1 }
        )
        var problems: [String] = []
        for (path, digest) in written {
            guard let node = image.tree.unfollowed(path), node.kind == .file else {
                if template.run.isEmpty { problems.append("\(path) is missing") }
                continue
            }
            guard template.run.isEmpty else { continue }
            if Digest(of: try image.tree.bytes(path, limit: 256 << 20)) != digest {
                problems.append("\(path) has another content")
            }
        }
        if template.run.isEmpty {
            for file in template.files where image.tree.unfollowed(file.path)?.permissions != file.mode {
                problems.append("\(file.path) has another mode")
            }
        }
        if let zone = template.timezone,
            image.tree.target(ofLink: "/etc/localtime") != "/usr/share/zoneinfo/\(zone)"
        {
            problems.append("the time zone is not \(zone)")
        }
        if let locale = template.locales?.first,
            try image.tree.text("/etc/default/locale") != "LANG=\(locale)\n"
        {
            problems.append("the language is not \(locale)")
        }
        let steps = template.run.isEmpty ? "" : ", which steps may change"
        return .judged(problems, otherwise: "\(written.count) files\(steps)")
    }
}
