import FGCore

/// The records of a pax extended header: POSIX.1-2017 `pax`, "pax Extended Header".
struct PaxRecords {
    private(set) var values: [String: [UInt8]] = [:]

    /// No records.
    init() {}

    /// Reads `LENGTH KEY=VALUE\n` one after the other.
    ///
    /// - Throws: `refused` when a length does not fit.
    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...10).contains(digits.count), rest.dropFirst(digits.count).first == 0x20,
                let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1,
                length <= rest.count
            else { throw FGError(.refused, "an extended tar header has a record of a wrong length") }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            guard record.last == 0x0a, let equals = record.firstIndex(of: 0x3d) else {
                throw FGError(.refused, "an extended tar header has a record without end or value")
            }
            let key = String(decoding: record[..<equals], as: UTF8.self)
            values[key] = Array(record[(equals + 1)...].dropLast())
            rest = rest.dropFirst(length)
        }
    }

    /// Takes records from a later header over these.
    func merging(_ later: PaxRecords) -> PaxRecords {
        var merged = self
        merged.values.merge(later.values) { $1 }
        return merged
    }

    /// A number; nil when there is no such record.
    ///
    /// - Throws: `refused` when it is not one; a fraction, as times have, is cut off.
    func number(_ key: String) throws -> Int64? {
        guard let value = values[key] else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        let whole = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        guard let number = Int64(whole) else {
            throw FGError(.refused, "the \(PrintableText.of(key)) of a tar member is not a number")
        }
        return number
    }

    /// Extended attributes, as star and GNU tar write them.
    var attributes: [String: [UInt8]] {
        let prefix = "SCHILY.xattr."
        var attributes: [String: [UInt8]] = [:]
        for (key, value) in values where key.hasPrefix(prefix) {
            attributes[String(key.dropFirst(prefix.count))] = value
        }
        return attributes
    }

    /// Access control lists in words, as star and GNU tar write them, where they are not among the attributes.
    var accessLists: [String: String] {
        let names = ["access": "system.posix_acl_access", "default": "system.posix_acl_default"]
        var lists: [String: String] = [:]
        for (kind, name) in names where values["SCHILY.xattr." + name] == nil {
            lists[name] = values["SCHILY.acl." + kind].map { String(decoding: $0, as: UTF8.self) }
        }
        return lists
    }

    /// Throws when records would change where later members are or what they hold.
    func requireGlobal() throws {
        for key in values.keys
        where ["path", "linkpath", "size"].contains(key) || key.hasPrefix("GNU.sparse.") {
            throw FGError(.refused, "a global tar header sets the \(key) of all members")
        }
    }
}
