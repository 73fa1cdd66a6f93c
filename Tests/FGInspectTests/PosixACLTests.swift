import FGCore
import Testing

@testable import FGInspect

/// Access control lists in the forms that archives and file systems have.
struct PosixACLTests {
    private static let accounts = ArchiveAccounts(users: ["alice": 1500], groups: ["video": 44])

    private static func entry(_ tag: UInt8, _ permissions: UInt8, _ number: UInt32) -> [UInt8] {
        [tag, 0, permissions, 0] + withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// What the kernel takes: in the order of the tags, then of the numbers.
    private static let list =
        [2, 0, 0, 0] + entry(0x01, 6, .max) + entry(0x02, 4, 1500) + entry(0x02, 7, 1600)
        + entry(0x04, 4, .max) + entry(0x08, 5, 44) + entry(0x10, 7, .max) + entry(0x20, 0, .max)

    @Test(arguments: [
        "user::rw-\nuser:alice:r--\nuser:1600:rwx\ngroup::r--\ngroup:video:r-x\nmask::rwx\nother::---\n",
        "o::---,m::rwx,g:44:r-x,g::r--,u:1600:rwx,u:alice:r--,u::rw-",
        "# file: a\nuser::rw-\nuser:bob:r--:1500\nuser:carol:rwx:1600\ngroup::r--\ngroup:x:r-x:44\nmask::rwx\nother::---",
    ])
    func `a list in words is what the kernel takes, whoever wrote it`(text: String) throws {
        #expect(try PosixACL(text: text, of: "a", Self.accounts).attribute == Self.list)
    }

    @Test(arguments: [
        ("user::rw-,user:bob:r--", "names \"bob\", which is no account of it"),
        ("user::rw-,mask:7:rwx", "is damaged"), ("user::rwz", "is damaged"), ("user", "is damaged"),
        ("user::rw-,group:alice:r--", "names \"alice\", which is no account of it"),
    ])
    func `a list that is damaged or names nobody is refused`(text: String, reason: String) {
        let error = #expect(throws: FGError.self) {
            try PosixACL(text: text, of: "etc/a", Self.accounts)
        }
        #expect(error?.code == .refused)
        #expect(error?.message == "the access control list of etc/a \(reason)")
    }
}
