import FGCore

/// The numbers of the accounts and groups that a root knows by name.
struct ArchiveAccounts {
    let users: [String: UInt32]
    let groups: [String: UInt32]

    private static let limit = 16 << 20

    /// Reads `passwd` and `group` of a root; links are not followed.
    ///
    /// - Throws: errors of the system.
    init(of root: FolderHandle) throws {
        let settings = try root.existingFolder("etc")
        func numbers(_ name: String) throws -> [String: UInt32] {
            guard let file = try? settings?.file(name) else { return [:] }
            let text = String(decoding: try file.read(Self.limit, at: 0), as: UTF8.self)
            let lines = text.split(separator: "\n").compactMap { line -> (String, UInt32)? in
                let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                guard fields.count > 2, let number = UInt32(fields[2]) else { return nil }
                return (String(fields[0]), number)
            }
            return Dictionary(lines) { first, _ in first }
        }
        users = try numbers("passwd")
        groups = try numbers("group")
    }

    /// With the given numbers.
    init(users: [String: UInt32], groups: [String: UInt32]) {
        self.users = users
        self.groups = groups
    }
}
