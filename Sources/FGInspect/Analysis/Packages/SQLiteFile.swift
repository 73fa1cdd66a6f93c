import FGCore

/// Reads the rows of tables of an SQLite database; no number in it is trusted, and nothing is written.
///
/// Foreign databases are read here, not by the library, so that damaged ones can do no harm.
/// Source: "Database File Format" of SQLite's documentation.
struct SQLiteFile {
    /// A value of a row.
    enum Value: Sendable, Hashable {
        case null
        case integer(Int64)
        /// A number that is not read.
        case real
        case text([UInt8])
        case blob([UInt8])
    }

    private let file: ByteReader
    private let pageSize: Int
    private let usable: Int
    private let pageCount: Int

    private static let magic = "SQLite format 3\u{0}"
    private static let mostColumns = 100

    /// Takes the bytes of a whole database.
    ///
    /// - Throws: `refused` when they are no database, or none that this reader knows.
    init(_ bytes: [UInt8]) throws {
        file = ByteReader(bytes)
        guard file.has(Self.magic, at: 0) else { throw FGError(.refused, "this is no SQLite database") }
        let stored = Int(try file.uint16(at: 16, .big))
        pageSize = stored == 1 ? 65_536 : stored
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else {
            throw FGError(.refused, "the page size of the SQLite database is out of bounds")
        }
        usable = pageSize - Int(try file.uint8(at: 20))
        pageCount = bytes.count / pageSize
        guard usable >= 480, pageCount > 0, try file.uint32(at: 56, .big) <= 1 else {
            throw FGError(.refused, "the SQLite database has a form that is not read")
        }
    }

    /// Hands out all rows of a table, by their number.
    ///
    /// - Throws: `refused` when there is no such table, or a structure is damaged.
    func forEachRow(of table: String, _ body: ([Value]) throws -> Void) throws {
        var root: Int?
        // The schema: type, name, table's name, root page, SQL.
        try forEachRow(from: 1) { row in
            guard row.count >= 4, row[0] == .text(Array("table".utf8)), row[1] == .text(Array(table.utf8)),
                case .integer(let page) = row[3]
            else { return }
            root = Int(page)
        }
        guard let root else { throw FGError(.refused, "the database has no table \(table)") }
        try forEachRow(from: root, body)
    }

    private func forEachRow(from root: Int, _ body: ([Value]) throws -> Void) throws {
        var pending = [root]
        var seen: Set<Int> = []
        // Rows that share pages would be more than the file has.
        var left = file.count
        while let number = pending.popLast() {
            try Task.checkCancellation()
            guard seen.insert(number).inserted else {
                throw FGError(.refused, "page \(number) of the database has two places")
            }
            let page = try page(number)
            let header = number == 1 ? 100 : 0
            let kind = try page.uint8(at: header)
            guard kind == 0x05 || kind == 0x0d else {
                throw FGError(.refused, "page \(number) of the database is none of a table")
            }
            let isLeaf = kind == 0x0d
            let cells = header + (isLeaf ? 8 : 12)
            let count = Int(try page.uint16(at: header + 3, .big))
            var children: [Int] = []
            for index in 0..<count {
                let place = Int(try page.uint16(at: cells + 2 * index, .big))
                if isLeaf {
                    try body(Self.values(payload(of: page, at: place, &left)))
                } else {
                    children.append(Int(try page.uint32(at: place, .big)))
                }
            }
            if !isLeaf { children.append(Int(try page.uint32(at: header + 8, .big))) }
            pending += children.reversed()
        }
    }

    private func page(_ number: Int) throws -> ByteReader {
        guard number > 0, number <= pageCount else {
            throw FGError(.refused, "page \(number) lies outside of the database")
        }
        return ByteReader(try file.bytes(at: (number - 1) * pageSize, count: pageSize))
    }

    /// The bytes of a row: those in its cell, then those in pages of their own.
    private func payload(of page: ByteReader, at start: Int, _ left: inout Int) throws -> [UInt8] {
        var place = start
        let size = try Self.variable(page, &place)
        _ = try Self.variable(page, &place)
        guard size >= 0, size <= Int64(left) else {
            throw FGError(.refused, "the rows of the database are larger than it is")
        }
        left -= Int(size)
        let total = Int(size)
        let most = usable - 35
        guard total > most else { return try page.bytes(at: place, count: total) }
        let least = (usable - 12) * 32 / 255 - 23
        let wanted = least + (total - least) % (usable - 4)
        let local = wanted <= most ? wanted : least
        var bytes = try page.bytes(at: place, count: local)
        var next = Int(try page.uint32(at: place + local, .big))
        while bytes.count < total {
            let more = try self.page(next)
            next = Int(try more.uint32(at: 0, .big))
            bytes += try more.bytes(at: 4, count: min(usable - 4, total - bytes.count))
        }
        return bytes
    }

    private static func values(_ payload: [UInt8]) throws -> [Value] {
        let record = ByteReader(payload)
        var place = 0
        let headerSize = try variable(record, &place)
        guard headerSize >= 0, headerSize <= Int64(record.count) else {
            throw FGError(.refused, "the header of a row lies outside of it")
        }
        var values: [Value] = []
        var content = Int(headerSize)
        while place < Int(headerSize) {
            guard values.count < mostColumns else { throw FGError(.refused, "a row has too many columns") }
            let type = try variable(record, &place)
            let (value, size) = try value(record, type, at: content)
            values.append(value)
            content += size
        }
        return values
    }

    private static func value(_ record: ByteReader, _ type: Int64, at place: Int) throws -> (Value, Int) {
        switch type {
        case 0: return (.null, 0)
        case 1...6:
            let size = [1, 2, 3, 4, 6, 8][Int(type) - 1]
            let bytes = try record.bytes(at: place, count: size)
            let start: Int64 = bytes[0] >= 0x80 ? -1 : 0
            return (.integer(bytes.reduce(start) { $0 << 8 | Int64($1) }), size)
        case 7: return (.real, 8)
        case 8, 9: return (.integer(type - 8), 0)
        case 12...:
            let size = Int((type - 12) / 2)
            let bytes = try record.bytes(at: place, count: size)
            return (type % 2 == 0 ? .blob(bytes) : .text(bytes), size)
        default: throw FGError(.refused, "a value of the database has the unknown type \(type)")
        }
    }

    /// A number of one to nine bytes, seven bits in each but the ninth.
    private static func variable(_ bytes: ByteReader, _ place: inout Int) throws -> Int64 {
        var result: UInt64 = 0
        for _ in 0..<8 {
            let byte = try bytes.uint8(at: place)
            place += 1
            result = result << 7 | UInt64(byte & 0x7f)
            if byte < 0x80 { return Int64(bitPattern: result) }
        }
        let last = try bytes.uint8(at: place)
        place += 1
        return Int64(bitPattern: result << 8 | UInt64(last))
    }
}
