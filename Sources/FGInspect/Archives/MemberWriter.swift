import CLinux
import FGCore
import Glibc

/// Makes the members of an archive or a file system in a folder that they cannot leave, whatever they say.
///
/// Every folder on the way to a member is opened by itself, without following links. Devices and fifos are never made.
struct MemberWriter {
    private let options: ArchiveExtractor.Options
    private let folder: FilePath
    private var hazards: ArchiveHazards
    private var walk: Walk
    private var folders: [(path: ArchivePath, entry: TarEntry)] = []
    /// What this layer made, with the folders above: whiteouts take away only what is from below.
    private var made: Set<ArchivePath> = []
    /// Lists that name accounts, whose numbers the files say that come later; by member, then by attribute.
    private var pendingLists: [ArchivePath: [String: String]] = [:]
    private var result = ArchiveExtractor.Result()

    /// Starts in an existing folder.
    init(into folder: FilePath, _ options: ArchiveExtractor.Options) throws {
        self.options = options
        self.folder = folder
        hazards = ArchiveHazards(limits: options.limits)
        walk = Walk(root: try FolderHandle(folder))
    }

    /// Makes the next member; `content` hands the bytes of a file to the function that it is given.
    ///
    /// - Throws: `refused` for a hazard, `quotaExceeded` when the disk is full.
    mutating func add(_ entry: TarEntry, content: (([UInt8]) throws -> Void) throws -> Void) throws {
        if let hazard = hazards.check(entry).first ?? layerHazard(entry) {
            throw FGError(
                .refused,
                "the archive is refused: \(hazard.reason)",
                subject: PrintableText.of(entry.path),
                hint: "what was unpacked before is in \(folder)"
            )
        }
        guard let path = ArchivePath(entry.path) else { return }
        let lists = entry.accessLists.filter { options.keeps(attribute: $0.key) }
        pendingLists[path] = lists.isEmpty || ![.file, .folder].contains(entry.kind) ? nil : lists
        if options.form == .layer, let whiteout = Whiteout(path) {
            return try apply(whiteout, in: path.parent)
        }
        if entry.kind == .folder {
            try makeFolder(path)
            folders.append((path, entry))
            result.made += 1
        } else {
            try make(entry, at: path, content)
        }
    }

    /// Gives folders what their members say of them, and tells what was done.
    mutating func finish() throws -> ArchiveExtractor.Result {
        // Last, as a folder may forbid to write into it, and each member changes its folder's time.
        for (path, entry) in folders.reversed() { try finish(path, entry) }
        try setLists()
        return result
    }

    private func layerHazard(_ entry: TarEntry) -> Hazard? {
        options.form == .layer ? Whiteout.hazard(entry) : nil
    }

    private mutating func makeFolder(_ path: ArchivePath) throws {
        guard let name = path.name else { return }
        let parent = try walk.folder(path.parent)
        try parent.clear(name)
        _ = try parent.folder(name, making: true)
        walk.forget()
        note(path)
    }

    private mutating func make(
        _ entry: TarEntry,
        at path: ArchivePath,
        _ content: (([UInt8]) throws -> Void) throws -> Void
    ) throws {
        guard let name = path.name else { return }
        if options.form == .layer, !made.contains(path) {
            // A file of this layer takes the place of a folder of the layers below, with all in it.
            try walk.folder(path.parent).removeTree(name)
            walk.forget()
        }
        switch entry.kind {
        case .characterDevice, .blockDevice, .fifo:
            result.skipped.append(entry.path)
            return
        case .hardLink(let target):
            guard let place = ArchivePath(target), let targetName = place.name else { return }
            let targetFolder = try walk.folder(place.parent)
            try walk.folder(path.parent).makeHardLink(name, to: targetName, in: targetFolder)
            result.made += 1
            note(path)
            return
        case .symbolicLink(let target):
            try walk.folder(path.parent).makeLink(name, to: target)
        case .file:
            try makeFile(entry, name, in: walk.folder(path.parent), content)
        case .folder: return
        }
        result.made += 1
        note(path)
        let folder = try walk.folder(path.parent)
        if options.keepsOwners, entry.kind != .file {
            try folder.setOwner(name, user: entry.user, group: entry.group)
        }
        try folder.setTime(name, entry.modified)
    }

    private mutating func makeFile(
        _ entry: TarEntry,
        _ name: String,
        in folder: FolderHandle,
        _ content: (([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let file = NewFile(
            descriptor: try folder.makeFile(name),
            path: FilePath(PrintableText.of(entry.path))
        )
        try content { bytes in
            try Task.checkCancellation()
            try file.append(bytes)
        }
        try file.finish()
        guard file.size == entry.size else { throw FGError(.refused, "the archive is cut off") }
        result.size += file.size
        try setProperties(file.descriptor, entry)
    }

    /// Sets owner, attributes and permissions, in this order: a new owner takes setuid and capabilities away.
    private mutating func setProperties(_ descriptor: Int32, _ entry: TarEntry) throws {
        let shown = FilePath(PrintableText.of(entry.path))
        if options.keepsOwners, fchown(descriptor, entry.user, entry.group) != 0 {
            throw ownerError(entry, shown)
        }
        // What a folder of a layer below hands down, or had itself, is not what this member says.
        if options.form == .layer, options.keepsPrivileges {
            for name in PosixACL.attributes { _ = fremovexattr(descriptor, name) }
        }
        for (name, value) in entry.attributes {
            guard options.keeps(attribute: name) else {
                result.droppedAttributes += 1
                continue
            }
            if fsetxattr(descriptor, name, value, value.count, 0) != 0 {
                // A root that lost one would be another one here than elsewhere.
                guard !options.keepsPrivileges else { throw FGError.system("set \(name) of", shown) }
                result.droppedAttributes += 1
            }
        }
        let permissions = entry.permissions & (options.keepsPrivileges ? 0o7777 : 0o1777)
        guard fchmod(descriptor, permissions) == 0 else { throw FGError.system("set the mode of", shown) }
    }

    private func ownerError(_ entry: TarEntry, _ shown: FilePath) -> FGError {
        guard errno == EINVAL else { return FGError.system("set the owner of", shown) }
        return FGError(
            .unavailable,
            "\(shown) belongs to \(entry.user):\(entry.group), and the user's own numbers do not go that far",
            subject: shown.string,
            hint: "generate it as root, or give the user more numbers in /etc/subuid and /etc/subgid"
        )
    }

    private mutating func finish(_ path: ArchivePath, _ entry: TarEntry) throws {
        let folder = try walk.folder(path)
        try setProperties(folder.descriptor, entry)
        let moment = timespec(tv_sec: Int(entry.modified.seconds), tv_nsec: 0)
        guard futimens(folder.descriptor, [moment, moment]) == 0 else {
            throw FGError.system("set the time of", FilePath(PrintableText.of(entry.path)))
        }
    }

    /// Sets the lists that name accounts, by the numbers that the root has for them now.
    private mutating func setLists() throws {
        guard !pendingLists.isEmpty else { return }
        let accounts = try ArchiveAccounts(of: FolderHandle(folder))
        for (path, lists) in pendingLists.sorted(by: { $0.key.text < $1.key.text }) {
            let inside = try walk.existingFolder(path)
            let file = try inside == nil ? path.name.map { try walk.folder(path.parent).file($0) } : nil
            guard let descriptor = inside?.descriptor ?? file?.descriptor else { continue }
            for (attribute, text) in lists {
                let value = try PosixACL(text: text, of: PrintableText.of(path.text), accounts).attribute
                guard fsetxattr(descriptor, attribute, value, value.count, 0) == 0 else {
                    throw FGError.system("set \(attribute) of", FilePath(PrintableText.of(path.text)))
                }
            }
            withExtendedLifetime((inside, file)) {}
        }
    }

    private mutating func note(_ path: ArchivePath) {
        guard options.form == .layer else { return }
        var path = path
        while !path.isRoot, made.insert(path).inserted { path = path.parent }
    }

    private mutating func apply(_ whiteout: Whiteout, in path: ArchivePath) throws {
        guard let folder = try walk.existingFolder(path) else { return }
        switch whiteout {
        case .nothing: return
        case .wholeFolder: try removeLower(in: path, folder)
        case .name(let name):
            let place = path.appending(name)
            if made.contains(place) {
                if let inside = try folder.existingFolder(name) { try removeLower(in: place, inside) }
            } else {
                try folder.removeTree(name)
            }
        }
        walk.forget()
    }

    /// Takes all out of a folder that is not of this layer.
    private func removeLower(in path: ArchivePath, _ folder: FolderHandle) throws {
        for name in try folder.names() {
            let place = path.appending(name)
            if !made.contains(place) {
                try folder.removeTree(name)
            } else if let inside = try folder.existingFolder(name) {
                try removeLower(in: place, inside)
            }
        }
    }

    /// The way from the root to the folder used last, kept open: members of one folder follow each other.
    private struct Walk {
        private let root: FolderHandle
        private var path = ArchivePath()
        private var current: FolderHandle

        init(root: FolderHandle) {
            self.root = root
            current = root
        }

        /// Opens a folder part by part, making what is missing.
        mutating func folder(_ wanted: ArchivePath) throws -> FolderHandle {
            if wanted == path { return current }
            var folder = root
            for name in wanted.names { folder = try folder.folder(name, making: true) }
            (path, current) = (wanted, folder)
            return folder
        }

        /// Opens a folder part by part; nil when it is not there.
        func existingFolder(_ wanted: ArchivePath) throws -> FolderHandle? {
            var folder = root
            for name in wanted.names {
                guard let next = try folder.existingFolder(name) else { return nil }
                folder = next
            }
            return folder
        }

        /// Forgets the way, after a member may have taken its place.
        mutating func forget() {
            (path, current) = (ArchivePath(), root)
        }
    }
}
