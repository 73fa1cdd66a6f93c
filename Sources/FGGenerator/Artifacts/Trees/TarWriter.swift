import FGCore
import FGInspect

/// Writes a tar archive whose bytes follow from its members alone: POSIX.1-2017 `pax`, "pax Interchange Format".
struct TarWriter {
    private let file: OpenFile
    private var buffer: [UInt8] = []
    private var written: Int64 = 0

    private static let blockSize = 512
    private static let bufferSize = 1 << 20

    /// Writes into an empty file.
    init(_ file: OpenFile) {
        self.file = file
        buffer.reserveCapacity(Self.bufferSize + Self.blockSize)
    }

    /// What a member is beside its content.
    struct Member {
        var path: String
        var type: MemberType = .file
        var permissions: UInt32 = 0o644
        var user: UInt32 = 0
        var group: UInt32 = 0
        var size: Int64 = 0
        var modified: Int64
        /// The target of a link of either kind.
        var target = ""
        var device = DeviceNumber(major: 0, minor: 0)
        var attributes: [String: [UInt8]] = [:]
    }

    /// The letters of the types.
    enum MemberType: UInt8 {
        case file = 0x30
        case hardLink = 0x31
        case link = 0x32
        case character = 0x33
        case block = 0x34
        case folder = 0x35
        case pipe = 0x36
        case extended = 0x78
    }

    /// Writes the header of a member; its content follows by `append`, then `finishMember`.
    mutating func begin(_ member: Member) throws {
        let records = Self.records(for: member)
        if !records.isEmpty {
            var extended = Member(path: "././@PaxHeader", type: .extended, modified: 0)
            extended.size = Int64(records.count)
            try append(Self.header(extended))
            try append(records)
            try finishMember()
        }
        try append(Self.header(member))
    }

    /// Writes the next bytes of a member.
    mutating func append(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Fills the last block of a member.
    mutating func finishMember() throws {
        let rest = Int((written + Int64(buffer.count)) % Int64(Self.blockSize))
        if rest > 0 { try append([UInt8](repeating: 0, count: Self.blockSize - rest)) }
    }

    /// Ends the archive.
    mutating func finish() throws {
        try append([UInt8](repeating: 0, count: 2 * Self.blockSize))
        try flush()
    }

    private mutating func flush() throws {
        try file.write(buffer, at: written)
        written += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    // What a header's fields hold; the rest stands in an extended header before it.
    private static let (nameSize, numberLimit, sizeLimit) = (100, Int64(1 << 21), Int64(1) << 33)

    private static func fits(_ text: String) -> Bool {
        text.utf8.count <= nameSize && text.utf8.allSatisfy { $0 < 0x80 }
    }

    private static func records(for member: Member) -> [UInt8] {
        var values: [(String, [UInt8])] = member.attributes.map { ("SCHILY.xattr." + $0, $1) }
        func add(_ key: String, _ value: some CustomStringConvertible, unless fits: Bool) {
            if !fits { values.append((key, Array(value.description.utf8))) }
        }
        add("path", member.path, unless: fits(member.path))
        add("linkpath", member.target, unless: fits(member.target))
        add("uid", member.user, unless: member.user < numberLimit)
        add("gid", member.group, unless: member.group < numberLimit)
        add("size", member.size, unless: member.size < sizeLimit)
        add("mtime", member.modified, unless: (0..<sizeLimit).contains(member.modified))
        return values.sorted { $0.0 < $1.0 }.flatMap { record($0, $1) }
    }

    /// `LENGTH KEY=VALUE` and a newline; the length counts its own digits.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [0x0a]
        var length = rest.count + 1
        while length != rest.count + String(length).utf8.count {
            length = rest.count + String(length).utf8.count
        }
        return Array(String(length).utf8) + rest
    }

    private static func header(_ member: Member) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in text.enumerated() { block[offset + index] = byte }
        }
        func number(_ value: Int64, at offset: Int, digits: Int) {
            let text = String(value, radix: 8)
            put(Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8), at: offset)
        }
        put(member.path.utf8.prefix(nameSize), at: 0)
        number(Int64(member.permissions), at: 100, digits: 7)
        number(Int64(member.user) < numberLimit ? Int64(member.user) : 0, at: 108, digits: 7)
        number(Int64(member.group) < numberLimit ? Int64(member.group) : 0, at: 116, digits: 7)
        number(member.size < sizeLimit ? member.size : 0, at: 124, digits: 11)
        number((0..<sizeLimit).contains(member.modified) ? member.modified : 0, at: 136, digits: 11)
        put([member.type.rawValue], at: 156)
        put(member.target.utf8.prefix(nameSize), at: 157)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        number(Int64(member.device.major), at: 329, digits: 7)
        number(Int64(member.device.minor), at: 337, digits: 7)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        number(sum, at: 148, digits: 6)
        block[154] = 0
        return block
    }
}
