import CLinux
package import FGCore
import Glibc

/// Unpacks a tar archive into a folder that it cannot leave, whatever the archive says.
///
/// Every folder on the way to a member is opened by itself, without following links. Devices and fifos are
/// never made.
package struct ArchiveExtractor: Sendable {
    /// What is kept of a member besides its content, permissions and time.
    package struct Options: Sendable, Hashable {
        /// Whether setuid, setgid and file capabilities are kept.
        package var keepsPrivileges = false
        /// Whether owners are kept, which needs root.
        package var keepsOwners = false
        /// The bounds of the archive.
        package var limits = ArchiveLimits()

        /// Keeps neither privileges nor owners.
        package init() {}
    }

    /// What was done.
    package struct Result: Sendable, Hashable {
        /// How many members were made.
        package var made = 0
        /// The bytes of all files.
        package var size: Int64 = 0
        /// The paths of devices and fifos, which were not made.
        package var skipped: [String] = []
        /// How many extended attributes were not set.
        package var droppedAttributes = 0
    }

    private let options: Options

    /// Unpacks with some options.
    package init(_ options: Options = Options()) {
        self.options = options
    }

    /// Unpacks all members that `reader` still has into an existing folder.
    ///
    /// What was made before an error stays: use a temporary folder.
    ///
    /// - Throws: `refused` at the first member with a hazard, `quotaExceeded` when the disk is full.
    package func extract(_ reader: inout TarReader, into folder: FilePath) throws -> Result {
        let root = try FolderHandle(folder)
        var hazards = ArchiveHazards(limits: options.limits)
        var walk = Walk(root: root)
        var folders: [(path: ArchivePath, entry: TarEntry)] = []
        var result = Result()
        while let entry = try reader.next() {
            try Task.checkCancellation()
            if let hazard = hazards.check(entry).first {
                throw FGError(
                    .refused,
                    "the archive is refused: \(hazard.reason)",
                    subject: PrintableText.of(entry.path),
                    hint: "what was unpacked before is in \(folder)"
                )
            }
            guard let path = ArchivePath(entry.path) else { continue }
            if entry.kind == .folder {
                try makeFolder(path, &walk)
                folders.append((path, entry))
                result.made += 1
            } else {
                try make(entry, at: path, &walk, &reader, &result)
            }
        }
        // Last, as a folder may forbid to write into it, and each member changes its folder's time.
        for (path, entry) in folders.reversed() { try finish(path, entry, &walk) }
        return result
    }

    private func makeFolder(_ path: ArchivePath, _ walk: inout Walk) throws {
        guard let name = path.name else { return }
        let parent = try walk.folder(path.parent)
        try parent.clear(name)
        _ = try parent.folder(name, making: true)
        walk.forget()
    }

    private func make(
        _ entry: TarEntry,
        at path: ArchivePath,
        _ walk: inout Walk,
        _ reader: inout TarReader,
        _ result: inout Result
    ) throws {
        guard let name = path.name else { return }
        switch entry.kind {
        case .characterDevice, .blockDevice, .fifo:
            result.skipped.append(entry.path)
            return
        case .hardLink(let target):
            guard let place = ArchivePath(target), let targetName = place.name else { return }
            let targetFolder = try walk.folder(place.parent)
            try walk.folder(path.parent).makeHardLink(name, to: targetName, in: targetFolder)
            result.made += 1
            return
        case .symbolicLink(let target):
            try walk.folder(path.parent).makeLink(name, to: target)
        case .file:
            try makeFile(entry, name, in: walk.folder(path.parent), &reader, &result)
        case .folder: return
        }
        result.made += 1
        let folder = try walk.folder(path.parent)
        if options.keepsOwners, entry.kind != .file {
            try folder.setOwner(name, user: entry.user, group: entry.group)
        }
        try folder.setTime(name, entry.modified)
    }

    private func makeFile(
        _ entry: TarEntry,
        _ name: String,
        in folder: FolderHandle,
        _ reader: inout TarReader,
        _ result: inout Result
    ) throws {
        let file = NewFile(
            descriptor: try folder.makeFile(name),
            path: FilePath(PrintableText.of(entry.path))
        )
        while true {
            try Task.checkCancellation()
            let bytes = try reader.content(upTo: 1 << 16)
            if bytes.isEmpty { break }
            try file.append(bytes)
        }
        try file.finish()
        guard file.size == entry.size else { throw FGError(.refused, "the archive is cut off") }
        result.size += file.size
        result.droppedAttributes += try setProperties(file.descriptor, entry)
    }

    /// Sets owner, attributes and permissions, in this order: a new owner takes setuid and capabilities away.
    private func setProperties(_ descriptor: Int32, _ entry: TarEntry) throws -> Int {
        let shown = FilePath(PrintableText.of(entry.path))
        if options.keepsOwners, fchown(descriptor, entry.user, entry.group) != 0 {
            throw FGError.system("set the owner of", shown)
        }
        var dropped = 0
        for (name, value) in entry.attributes {
            let isKept = name.hasPrefix("user.") || (name == "security.capability" && options.keepsPrivileges)
            if !isKept || fsetxattr(descriptor, name, value, value.count, 0) != 0 { dropped += 1 }
        }
        let permissions = entry.permissions & (options.keepsPrivileges ? 0o7777 : 0o1777)
        guard fchmod(descriptor, permissions) == 0 else { throw FGError.system("set the mode of", shown) }
        return dropped
    }

    private func finish(_ path: ArchivePath, _ entry: TarEntry, _ walk: inout Walk) throws {
        let folder = try walk.folder(path)
        _ = try setProperties(folder.descriptor, entry)
        let moment = timespec(tv_sec: Int(entry.modified.seconds), tv_nsec: 0)
        guard futimens(folder.descriptor, [moment, moment]) == 0 else {
            throw FGError.system("set the time of", FilePath(PrintableText.of(entry.path)))
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

        /// Forgets the way, after a member may have taken its place.
        mutating func forget() {
            (path, current) = (ArchivePath(), root)
        }
    }
}
