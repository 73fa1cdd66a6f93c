package import FGCore

/// Unpacks the files of an archive or a file system into a folder that they cannot leave, whatever they say.
package struct ArchiveExtractor: Sendable {
    /// What is unpacked.
    package enum Form: Sendable, Hashable {
        /// Files and folders.
        case files
        /// Changes over what is in the folder already: whiteouts take away, files take the place of folders.
        case layer
    }

    /// What is kept of a member besides its content, permissions and time.
    package struct Options: Sendable, Hashable {
        /// What is unpacked.
        package var form = Form.files
        /// Whether setuid, setgid, file capabilities and access control lists are kept.
        package var keepsPrivileges = false
        /// Whether owners are kept, which needs root.
        package var keepsOwners = false
        /// The bounds of the archive.
        package var limits = ArchiveLimits()

        /// Keeps neither privileges nor owners.
        package init() {}

        /// Keeps all that makes a root file system; what overlayfs would read as its own is not kept.
        package static func root(_ form: Form, within limits: ArchiveLimits = ArchiveLimits()) -> Options {
            var options = Options()
            options.form = form
            options.keepsPrivileges = true
            options.keepsOwners = true
            options.limits = limits
            options.limits.allowsDevices = true
            return options
        }

        func keeps(attribute name: String) -> Bool {
            // Folders of layers are laid over each other: nothing in them may say how.
            guard !name.hasPrefix("user.overlay.") else { return false }
            let isPrivilege = name == "security.capability" || PosixACL.attributes.contains(name)
            return name.hasPrefix("user.") || (isPrivilege && keepsPrivileges)
        }
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
        var writer = try MemberWriter(into: folder, options)
        while let entry = try reader.next() {
            try Task.checkCancellation()
            try writer.add(entry) { write in
                while case let bytes = try reader.content(upTo: 1 << 16), !bytes.isEmpty { try write(bytes) }
            }
        }
        return try writer.finish()
    }

    /// Unpacks all files of a file system into an existing folder.
    ///
    /// - Throws: as for an archive.
    package func extract(_ listing: FileListing, into folder: FilePath) throws -> Result {
        var writer = try MemberWriter(into: folder, options)
        for file in listing.files {
            try Task.checkCancellation()
            guard let entry = TarEntry(file) else { continue }
            try writer.add(entry) { try listing.forEachPiece(of: file, $0) }
        }
        return try writer.finish()
    }
}

extension TarEntry {
    /// A file of a file system as a member of an archive; nil for a socket, which is nothing without its program.
    fileprivate init?(_ file: ListedFile) {
        let kind: Kind
        switch file.node.kind {
        case _ where file.first != nil: kind = .hardLink(target: file.first ?? "")
        case .file: kind = .file
        case .folder: kind = .folder
        case .symbolicLink: kind = .symbolicLink(target: file.target ?? "")
        case .characterDevice: kind = .characterDevice
        case .blockDevice: kind = .blockDevice
        case .pipe: kind = .fifo
        case .socket: return nil
        }
        self.init(
            path: file.path.isEmpty ? "." : file.path,
            kind: kind,
            permissions: UInt32(file.node.permissions),
            user: UInt32(truncatingIfNeeded: file.node.user),
            group: UInt32(truncatingIfNeeded: file.node.group),
            size: kind == .file ? file.node.size : 0,
            modified: Timestamp(seconds: file.node.modified),
            device: file.device,
            attributes: file.attributes,
            contentOffset: 0,
            isSparse: false
        )
    }
}
