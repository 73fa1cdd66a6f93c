import FGCore
import FGMachine
import Testing

struct ConsoleLogTests {
    private func state(of text: String) async throws -> ConsoleLog.State {
        try await TemporaryFolder.with { folder in
            let path = folder / "console.log"
            try path.write(text)
            var log = ConsoleLog(path)
            try log.look()
            return log.state
        }
    }

    @Test(arguments: [
        ("", ConsoleLog.State.silent),
        ("[    0.000000] Linux version 6.1.0\r\n", .starting),
        (
            "[    5.1] x\r\n\r\nDebian GNU/Linux 12 node-1 ttyS0\r\n\r\nnode-1 login: ",
            .login(hostname: "node-1")
        ),
        ("\u{1b}[0;1mnode login:\u{1b}[0m", .login(hostname: "node")),
        ("[    9.1] audit: failed login: x", .starting),
        (
            "[    1.0] Kernel panic - not syncing: VFS\r\nx login: ",
            .stopped(line: "Kernel panic - not syncing")
        ),
        ("You are in emergency mode. After logging in", .stopped(line: "You are in emergency mode")),
    ])
    func `a console tells how far the guest came`(text: String, expected: ConsoleLog.State) async throws {
        #expect(try await state(of: text) == expected)
    }

    @Test func `a prompt that comes in pieces is found`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder / "console.log"
            var log = ConsoleLog(path)
            try log.look()
            #expect(log.state == .silent)
            for (text, expected) in [
                ("[ 1.0] x\nno", ConsoleLog.State.starting), ("[ 1.0] x\nnode lo", .starting),
                ("[ 1.0] x\nnode login: ", .login(hostname: "node")),
            ] {
                try path.write(text)
                try log.look()
                #expect(log.state == expected)
            }
        }
    }

    @Test func `a console that fills the disk is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let file = try OpenFile(folder / "console.log", .create(permissions: 0o600))
            try file.truncate(to: ConsoleLog.limit.bytes + 1)
            var log = ConsoleLog(folder / "console.log")
            #expect(throws: FGError.self) { try log.look() }
        }
    }

    @Test(arguments: [
        ("a\u{1b}[1;31mb\u{1b}[0mc\r\n", "abc\n"), ("\u{1b}", ""), ("x\u{1b}[", "x"), ("\u{1b}[12;", ""),
        ("t\tu\u{7}v", "t\tuv"),
    ])
    func `escape sequences and control characters go`(text: String, expected: String) {
        #expect(ConsoleLog.plain([UInt8](text.utf8)) == expected)
    }
}
