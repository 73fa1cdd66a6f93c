import FGCore
import FGGenerator
import FGInspect

/// Checks of the image's own package database.
enum PackageChecks {
    static func exact(_ image: OfflineImage) -> Finding {
        guard let recipe = image.recipe else { return .skip("an imported image has no recipe") }
        let found = Set(
            image.packages.filter(\.isPresent).map { "\($0.name) \($0.version) \($0.architecture)" }
        )
        let wanted = Set(recipe.contents.map { "\($0.name) \($0.version) \($0.architecture)" })
        let problems =
            wanted.subtracting(found).map { "missing \($0)" }
            + found.subtracting(wanted).map { "extra \($0)" }
        return .judged(problems, otherwise: "\(found.count) packages")
    }

    static func state(_ image: OfflineImage) -> Finding {
        guard !image.packages.isEmpty else {
            return image.recipe == nil
                ? .skip("there is no database of packages") : .fail("there is no database of packages")
        }
        // What rpm's database has is installed: it knows no state between.
        guard !image.isRPM else { return .pass("\(image.packages.count) installed") }
        let bad = image.packages.filter {
            $0.isPresent && $0.status != "install ok installed" && $0.status != "hold ok installed"
        }
        return .judged(bad.map { "\($0.name): \($0.status)" }, otherwise: "all configured")
    }

    /// Files of packages against the package manager's own lists; configuration in `/etc` may differ, what the template writes too.
    static func files(_ image: OfflineImage) throws -> Finding {
        if image.isRPM { return try filesOfRPM(image) }
        let written = image.template?.writtenPaths ?? []
        var problems: [String] = []
        var checked = 0
        for package in image.packages where package.isPresent {
            guard let list = package.list(in: image.tree, ending: "md5sums") else { continue }
            for line in try image.tree.text(list)?.split(separator: "\n") ?? [] {
                let parts = line.split(separator: " ", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let path = "/" + parts[1].drop { $0 == " " }
                if path.hasPrefix("/etc/") || written.contains(path) { continue }
                checked += 1
                guard let node = image.tree[path], node.kind == .file else {
                    problems.append("\(path) of \(package.name) is missing")
                    continue
                }
                let hasher = try MD5()
                try image.tree.forEachPiece(of: node) { hasher.update($0) }
                if hasher.finish() != parts[0] { problems.append("\(path) of \(package.name) was changed") }
            }
        }
        return .judged(problems, otherwise: "\(checked) files")
    }

    private static func filesOfRPM(_ image: OfflineImage) throws -> Finding {
        let written = image.template?.writtenPaths ?? []
        var problems: [String] = []
        var checked = 0
        for (package, files) in try RPMDatabase.files(from: image.tree) ?? [] {
            for file in files {
                guard let digest = file.digest, !file.isSetting, !file.path.hasPrefix("/etc/"),
                    !written.contains(file.path)
                else { continue }
                checked += 1
                guard let node = image.tree[file.path], node.kind == .file else {
                    if !file.isOptional { problems.append("\(file.path) of \(package) is missing") }
                    continue
                }
                let hasher = SHA256()
                try image.tree.forEachPiece(of: node) { hasher.update($0) }
                if hasher.finish() != digest { problems.append("\(file.path) of \(package) was changed") }
            }
        }
        return .judged(problems, otherwise: "\(checked) files")
    }
}
