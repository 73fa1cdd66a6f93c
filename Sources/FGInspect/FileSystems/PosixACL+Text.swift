import FGCore

extension PosixACL {
    private static let tags: [Substring: (own: UInt16, named: UInt16?)] = [
        "user": (0x01, 0x02), "u": (0x01, 0x02), "group": (0x04, 0x08), "g": (0x04, 0x08),
        "mask": (0x10, nil), "m": (0x10, nil), "other": (0x20, nil), "o": (0x20, nil),
    ]
    private static let nobody: UInt32 = .max

    /// Reads the form in words, such as `user::rw-,user:alice:r--:1500,group::r--,mask::r--,other::---`.
    ///
    /// Source: acl(5), "ACL text forms"; a fourth field is the number, as star writes it. `file` is named in errors.
    /// - Throws: `refused` when it is damaged, or names an account that is not known.
    init(text: String, of file: String, _ accounts: ArchiveAccounts) throws {
        func refusal(_ reason: String) -> FGError {
            FGError(.refused, "the access control list of \(file) \(reason)", subject: file)
        }
        var entries: [(tag: UInt16, number: UInt32, permissions: UInt16)] = []
        for line in text.split(whereSeparator: { $0 == "\n" || $0 == "," }) {
            let fields = line.prefix { $0 != "#" }.split(separator: ":", omittingEmptySubsequences: false)
                .map { $0.filter { !$0.isWhitespace } }
            if fields.count == 1, fields[0].isEmpty { continue }
            guard fields.count >= 3, let tag = Self.tags[Substring(fields[0])],
                let permissions = Self.permissions(fields[2])
            else { throw refusal("is damaged") }
            guard !fields[1].isEmpty else {
                entries.append((tag.own, Self.nobody, permissions))
                continue
            }
            guard let named = tag.named else { throw refusal("is damaged") }
            let known = named == 0x02 ? accounts.users : accounts.groups
            let given = fields.count > 3 ? UInt32(fields[3]) : nil
            guard let number = given ?? UInt32(fields[1]) ?? known[fields[1]] else {
                throw refusal("names \"\(PrintableText.of(fields[1]))\", which is no account of it")
            }
            entries.append((named, number, permissions))
        }
        // The kernel takes no other order.
        entries.sort { ($0.tag, $0.number) < ($1.tag, $1.number) }
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        self.init(
            attribute: entries.reduce(into: bytes(UInt32(2))) { result, entry in
                result += bytes(entry.tag) + bytes(entry.permissions) + bytes(entry.number)
            }
        )
    }

    private static func permissions(_ text: String) -> UInt16? {
        guard text.count == 3, text.allSatisfy({ "rwx-".contains($0) }) else { return nil }
        return (text.contains("r") ? 4 : 0) | (text.contains("w") ? 2 : 0) | (text.contains("x") ? 1 : 0)
    }
}
