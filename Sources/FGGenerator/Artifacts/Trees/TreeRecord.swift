import FGCore
import FGInspect

/// What is known of one file of a tree; trees with the same records have the same content.
struct TreeRecord: Codable, Hashable {
    /// What a file is.
    enum Kind: String, Codable {
        case file
        case folder
        case link
        case character
        case block
        case pipe
    }

    /// From the root, without a slash at its start; empty for the root itself.
    let path: String
    let kind: Kind
    /// The lowest twelve bits of the mode.
    let permissions: UInt32
    let user: UInt32
    let group: UInt32
    /// Bytes of a file; 0 for everything else.
    let size: Int64
    /// Seconds since 1970.
    let modified: Int64
    /// The target of a symbolic link.
    private(set) var target: String?
    /// `MAJOR:MINOR` of a device.
    let device: String?
    /// Extended attributes, the values in hexadecimal digits.
    private(set) var attributes: [String: String]
    /// The digest of a file's bytes.
    var content: Digest?
    /// The first path of the same file, when this is another name of it.
    var first: String?

    /// The file of a listing, whose content is not read yet; nil for a socket, which is nothing without its program.
    init?(_ file: ListedFile) {
        switch file.node.kind {
        case .file: kind = .file
        case .folder: kind = .folder
        case .symbolicLink: kind = .link
        case .characterDevice: kind = .character
        case .blockDevice: kind = .block
        case .pipe: kind = .pipe
        case .socket: return nil
        }
        path = file.path
        // A link's own permissions mean nothing, and not every form keeps them.
        permissions = kind == .link ? 0o777 : UInt32(file.node.permissions)
        user = UInt32(truncatingIfNeeded: file.node.user)
        group = UInt32(truncatingIfNeeded: file.node.group)
        size = kind == .file ? file.node.size : 0
        modified = file.node.modified
        target = file.target
        device = file.device.map { "\($0.major):\($0.minor)" }
        attributes = file.attributes.mapValues(Self.digits)
        first = file.first
    }

    /// The member of an archive, whose content is not read yet; nil for another name of a member before it.
    init?(_ entry: TarEntry) {
        switch entry.kind {
        case .file: kind = .file
        case .folder: kind = .folder
        case .symbolicLink: kind = .link
        case .characterDevice: kind = .character
        case .blockDevice: kind = .block
        case .fifo: kind = .pipe
        case .hardLink: return nil
        }
        path = Self.path(entry.path)
        permissions = kind == .link ? 0o777 : entry.permissions
        user = entry.user
        group = entry.group
        size = kind == .file ? entry.size : 0
        modified = entry.modified.seconds
        target = if case .symbolicLink(let target) = entry.kind { target } else { nil }
        device = entry.device.map { "\($0.major):\($0.minor)" }
        attributes = entry.attributes.mapValues(Self.digits)
    }

    /// A file with everything that is known of it but its content.
    init(
        path: String,
        kind: Kind,
        permissions: UInt32,
        user: UInt32,
        group: UInt32,
        size: Int64,
        modified: Int64,
        target: String?,
        device: String?,
        attributes: [String: [UInt8]]
    ) {
        self.path = path
        self.kind = kind
        self.permissions = kind == .link ? 0o777 : permissions
        self.user = user
        self.group = group
        self.size = size
        self.modified = modified
        self.target = target
        self.device = device
        self.attributes = attributes.mapValues(Self.digits)
    }

    private init(_ record: TreeRecord, path: String, first: String?) {
        self.path = path
        kind = record.kind
        permissions = record.permissions
        user = record.user
        group = record.group
        size = record.size
        modified = record.modified
        target = record.target
        device = record.device
        attributes = record.attributes
        content = record.content
        self.first = first
    }

    /// The same file under another name.
    func named(_ path: String, first: String?) -> TreeRecord {
        TreeRecord(self, path: path, first: first)
    }

    /// The same link with a target.
    func leading(to target: String?) -> TreeRecord {
        var record = self
        record.target = target
        return record
    }

    /// The same file without the attributes that do not stay.
    func keeping(_ kept: TreeAttributes) -> TreeRecord {
        var record = self
        record.attributes = kept.kept(attributes)
        return record
    }

    /// The number of a device; nil for everything else.
    var deviceNumber: DeviceNumber? {
        let parts = device?.split(separator: ":").compactMap { UInt32($0) } ?? []
        return parts.count == 2 ? DeviceNumber(major: parts[0], minor: parts[1]) : nil
    }

    /// A member's path as records have it: without `./` before it and `/` behind it.
    static func path(_ text: String) -> String {
        text.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
            .joined(separator: "/")
    }

    /// The bytes that digits of an attribute stand for.
    static func bytes(ofDigits digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).map { place in
            UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
