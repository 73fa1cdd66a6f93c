package import FGCore

/// What a system is, found by reading its files: nothing of it is run, and nothing of it is believed to be sound.
package struct SystemAnalysis: Sendable, Hashable {
    /// The system, such as `debian`; nil when it is not known.
    package private(set) var os: String?
    /// The name of its release, else the number.
    package private(set) var release: String?
    /// Its name for people.
    package private(set) var title: String?
    /// Debian's name of the architecture.
    package private(set) var architecture: String?
    /// The version of the newest kernel.
    package private(set) var kernel: String?
    /// What manages the packages: `dpkg`, `rpm` or `apk`; nil when none was found.
    package private(set) var manager: String?
    /// The packages that are there, by name; the newest last.
    package private(set) var packages: [InstalledPackage] = []
    /// The accounts of people, sorted.
    package private(set) var users: [String] = []
    /// The services that start by themselves, sorted.
    package private(set) var services: [String] = []
    /// What each partition of a disk holds.
    package private(set) var partitions: [String] = []
    /// What was not read, and why; empty when all was.
    package private(set) var unread: [String] = []

    /// A manifest must stay small enough to be read again.
    private static let mostPackages = 32_000
    private static let mostNames = 1000
    private static let longest = 128

    /// Analyses what is stored in a way that is not read.
    package init(unread reason: String) {
        unread = [reason]
    }

    /// Analyses a raw disk.
    ///
    /// - Throws: `CancellationError` and errors of the system; what cannot be read is noted.
    package init(disk: OpenFile) throws {
        let disk = try SystemDisk(disk)
        try self.init(disk, foreign: nil)
        for foreign in disk.foreign {
            note(unread: "\(foreign.place): \(foreign.name) is not read, only ext4 is")
        }
    }

    /// Analyses a disk whose system may be on a file system that others have read.
    ///
    /// - Throws: as for a disk.
    package init(_ disk: SystemDisk, foreign: TarTree?) throws {
        partitions = disk.partitions
        unread = disk.unread
        if let root = disk.root {
            try read(root, disk.others)
        } else if let foreign {
            try read(foreign, disk.others)
        } else if !disk.others.isEmpty {
            unread.append("no file system that was read holds a system")
        }
    }

    private mutating func read(_ root: some SystemTree, _ others: [FileTree]) throws {
        try read(root)
        // A partition of its own for /boot has the kernels in its root.
        kernel =
            kernel ?? others.lazy.compactMap { SystemKernels.newest(in: $0, folder: "/") }.first
            ?? SystemKernels.newestOfModules(in: root)
        checkKernel()
    }

    /// Analyses the root of a system, such as an archive of it.
    ///
    /// - Throws: `CancellationError` and errors of the system; what cannot be read is noted.
    package init(root: some SystemTree) throws {
        try read(root)
        kernel = kernel ?? SystemKernels.newestOfModules(in: root)
        checkKernel()
    }

    /// Notes something else that was not read, and why.
    package mutating func note(unread reason: String) { unread.append(reason) }

    /// All in one line, such as `Debian GNU/Linux 12 (bookworm), amd64, kernel 6.1.0-32-amd64, 155 packages (dpkg)`.
    package var summary: String {
        var parts = [title ?? os, architecture, kernel.map { "kernel \($0)" }].compactMap { $0 }
        if let manager { parts.append("\(Self.counted(packages.count, "package")) (\(manager))") }
        // An image without a system has no accounts to tell of.
        if !parts.isEmpty {
            parts += [Self.counted(users.count, "user"), Self.counted(services.count, "service")]
        }
        return parts.isEmpty ? "no system was found" : parts.joined(separator: ", ")
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    private mutating func read(_ root: some SystemTree) throws {
        try attempt("os-release") { analysis in
            guard let release = try OSRelease.read(from: root) else {
                analysis.unread.append("there is no os-release")
                return
            }
            analysis.title = release.title
            analysis.os = release.id.flatMap(Self.word)
            analysis.release = (release.codename ?? release.number).flatMap(Self.word)
        }
        try attempt("packages") { try $0.readPackages(root) }
        try attempt("architecture") { analysis in
            let start = try root.start("/bin/sh", count: 64)
            analysis.architecture = try ELFFile.Header(start).architecture
        }
        if architecture == nil { architecture = Self.commonArchitecture(packages) }
        try attempt("users") { analysis in
            analysis.users = analysis.shortened(try SystemAccounts.people(in: root).sorted(), "users")
        }
        services = shortened(SystemServices.enabled(in: root), "services")
        kernel = SystemKernels.newest(in: root)
    }

    private mutating func readPackages(_ root: some SystemTree) throws {
        let found: (manager: String, packages: [InstalledPackage])
        if let packages = try DpkgDatabase.read(from: root), !packages.isEmpty {
            found = ("dpkg", packages)
        } else if let packages = try ApkDatabase.read(from: root) {
            found = ("apk", packages)
        } else if let packages = try RPMDatabase.read(from: root) {
            found = ("rpm", packages)
        } else {
            unread.append("no database of packages is known here")
            return
        }
        let present = found.packages.filter(\.isPresent)
        let sound = present.filter {
            Self.word($0.name) != nil && Self.word($0.version) != nil && Self.word($0.architecture) != nil
        }
        guard sound.count <= Self.mostPackages else {
            throw FGError(.refused, "\(sound.count) packages are more than \(Self.mostPackages)")
        }
        if sound.count < present.count {
            unread.append(
                "packages: \(present.count - sound.count) have a name or version that none can have"
            )
        }
        manager = found.manager
        packages = sound.sorted {
            ($0.name, DebianVersion($0.version), $0.architecture)
                < ($1.name, DebianVersion($1.version), $1.architecture)
        }
    }

    /// Notes what a subject could not be read for.
    private mutating func attempt(_ subject: String, _ body: (inout SystemAnalysis) throws -> Void) throws {
        do {
            try body(&self)
        } catch let error as FGError where error.code == .refused || error.code == .notFound {
            unread.append("\(subject): \(error.message)")
        }
    }

    private mutating func checkKernel() {
        guard let found = kernel, Self.word(found) == nil else { return }
        kernel = nil
        unread.append("kernel: its version is none that one can have")
    }

    private mutating func shortened(_ names: [String], _ what: String) -> [String] {
        let sound = names.filter { Self.word($0) != nil }
        if sound.count < names.count || sound.count > Self.mostNames {
            unread.append("\(what): only \(min(sound.count, Self.mostNames)) of \(names.count) are kept")
        }
        return Array(sound.prefix(Self.mostNames))
    }

    /// A foreign word that is harmless to keep and to show: ASCII without blanks and quotes, not empty, not too long.
    private static func word(_ text: String) -> String? {
        let isSound = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && ![0x22, 0x5c].contains($0) }
        return isSound && !text.isEmpty && text.utf8.count <= longest ? text : nil
    }

    /// Debian's names of architectures that packages of others call differently.
    private static let architectures = [
        "x86_64": "amd64", "aarch64": "arm64", "i686": "i386", "x86": "i386", "armv7": "armhf",
        "armv7hl": "armhf", "ppc64le": "ppc64el",
    ]

    private static func commonArchitecture(_ packages: [InstalledPackage]) -> String? {
        let counts = Dictionary(packages.map { ($0.architecture, 1) }, uniquingKeysWith: +)
        let most = counts.filter { !["all", "noarch"].contains($0.key) }.max {
            ($0.value, $1.key) < ($1.value, $0.key)
        }
        return most.map { architectures[$0.key] ?? $0.key }
    }
}
