import FGCore
import FGGenerator
import FGProcess
import Glibc
import Testing

/// Steps of a template in a small image, and what they cannot do.
struct RunStageTests {
    /// A folder with an image that has busybox's programs, and a file outside of it.
    private struct Fixture {
        let folder: TemporaryFolder
        let stage: RunStage

        var image: FilePath { folder.path / "image" }
        var outside: FilePath { folder.path / "outside" }

        init(deadline: Duration = .seconds(120)) throws {
            folder = try TemporaryFolder()
            let busybox = try Program.find("busybox", package: "busybox-static")
            let image = folder.path / "image"
            for name in ["bin", "etc", "proc", "dev", "tmp", "run", "mnt"] { try (image / name).makeFolder() }
            try (image / "bin" / "busybox").write(busybox.path.readBytes(), permissions: 0o755)
            let names = [
                "sh", "cat", "cp", "touch", "mount", "mknod", "chroot", "kill", "nc", "setsid", "sleep", "ls",
                "chown",
                "chmod", "test", "grep", "unshare", "insmod", "hostname", "rm", "ip",
            ]
            for name in names { symlink("busybox", (image / "bin" / name).string) }
            try (image / "etc" / "resolv.conf").write("")
            try (folder.path / "outside").write("secret\n")
            let bubblewrap = try Program.find("bwrap", package: "bubblewrap")
            let tree = Tree(root: image, bubblewrap: bubblewrap, epoch: Timestamp(seconds: 0))
            stage = RunStage(tree: tree, deadline: deadline)
        }

        func run(_ lines: String..., network: [Int]? = nil) async throws {
            var template = ResolvedTemplate(
                name: "t",
                os: "debian",
                release: "bookworm",
                architecture: "amd64"
            )
            template.run = lines
            template.networkRuns = network
            try await stage.run(template)
        }
    }

    /// Whether a process of this machine has a word in its command line.
    private func isRunning(_ word: String) throws -> Bool {
        try FilePath("/proc").entries().contains { name in
            guard Int(name) != nil, let bytes = try? (FilePath("/proc") / name / "cmdline").readBytes() else {
                return false
            }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\0").contains { $0 == word }
        }
    }

    /// Whether no process has the word any more, once the kernel has ended all of a namespace.
    private func ends(_ word: String) async throws -> Bool {
        for _ in 0..<200 {
            if try !isRunning(word) { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    @Test func `steps change the image, as its root, in their order`() async throws {
        let fixture = try Fixture()
        try await fixture.run(
            "echo one > /made; chown 12:34 /made; chmod 4750 /made",
            "cat /made /made > /twice"
        )
        #expect(try (fixture.image / "twice").readText() == "one\none\n")
        let status = try #require((fixture.image / "made").status())
        #expect(status.permissions == 0o4750 && (geteuid() != 0 || status.user == 12 && status.group == 34))
    }

    @Test func `a step has no groups of whoever builds`() async throws {
        let fixture = try Fixture()
        try await fixture.run("grep '^Groups:' /proc/self/status > /groups")
        #expect(
            try (fixture.image / "groups").readText().split(whereSeparator: \.isWhitespace) == ["Groups:"]
        )
    }

    @Test func `a step that fails ends the build, with its number and last words`() async throws {
        let fixture = try Fixture()
        let error = await #expect(throws: FGError.self) {
            try await fixture.run("true", "false; touch /never", "touch /never")
        }
        #expect(error?.message.hasPrefix("run line 2 failed with status 1") == true)
        #expect(!(fixture.image / "never").exists)
    }

    @Test(arguments: [
        "mount -t tmpfs none /mnt", "mount -o remount,rw /proc/sys", "mknod /device b 8 0",
        "chroot /mnt true",
        "insmod /bin/busybox", "hostname other", "ip link set lo down",
    ])
    func `a step cannot change the machine`(attempt: String) async throws {
        try await Fixture().run("if \(attempt); then exit 9; fi")
    }

    @Test func `a step cannot write what the kernel reads`() async throws {
        try await Fixture().run(
            "cat /proc/sys/kernel/core_pattern > /tmp/own",
            "if cp /proc/sys/kernel/core_pattern /tmp/own && cp /tmp/own /proc/sys/kernel/core_pattern; then exit 9; fi",
            "if test -e /sys/kernel; then exit 9; fi"
        )
    }

    @Test func `a step neither reads nor writes files of the host`() async throws {
        let fixture = try Fixture()
        let path = fixture.outside
        try await fixture.run(
            "if cat \(path); then exit 9; fi",
            "if cat /proc/1/root/\(path) /proc/1/cwd/\(path); then exit 9; fi",
            "if echo x > \(path); then exit 9; fi",
            "if cat /../../../../..\(path); then exit 9; fi",
            "if (echo x > /dev/tty); then exit 9; fi",
            "if ls /dev | grep -E '^(sd|vd|nvme|loop|mem|kmsg)'; then exit 9; fi"
        )
        #expect(try path.readText() == "secret\n")
    }

    @Test func `a step neither sees nor ends processes of the host`() async throws {
        let fixture = try Fixture()
        let sleep = try Program.find("sleep", package: "coreutils")
        let other = try BackgroundProcess.start(Command(sleep, ["987610"]), log: fixture.folder.path / "log")
        defer { kill(other.pid, SIGKILL) }
        try await fixture.run(
            "if kill -9 \(other.pid); then exit 9; fi",
            "if grep 98761[0] /proc/*/cmdline; then exit 9; fi"
        )
        // It ends itself with all others that it sees, sooner or later.
        _ = try? await fixture.run("setsid sh -c 'kill -9 -1' & sleep 0")
        #expect(other.isRunning)
    }

    @Test func `a step has no network, unless the template gives it one`() async throws {
        let fixture = try Fixture()
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(listener, address, size) == 0 && listen(listener, 4) == 0)
                try #require(getsockname(listener, address, &size) == 0)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        let connect = "nc -w 5 127.0.0.1 \(port) < /dev/null"
        try await fixture.run(
            "if \(connect); then exit 9; fi",
            "if grep -v -E 'lo:|face|Inter' /proc/net/dev; then exit 9; fi"
        )
        let reader = Task.detached {
            let peer = accept(listener, nil, nil)
            close(peer)
        }
        try await fixture.run(connect, network: [0])
        await reader.value
    }

    @Test func `a step with network finds names as this machine does`() async throws {
        let fixture = try Fixture()
        let own = try FilePath("/etc/resolv.conf").readText()
        try await fixture.run("cat /etc/resolv.conf > /seen", network: [0])
        #expect(try (fixture.image / "seen").readText() == own)
        #expect(try (fixture.image / "etc" / "resolv.conf").readText().isEmpty)
        try (fixture.image / "etc" / "resolv.conf").removeFile()
        symlink("../run/systemd/resolve/stub-resolv.conf", (fixture.image / "etc" / "resolv.conf").string)
        try await fixture.run("cat /etc/resolv.conf > /linked", network: [0])
        #expect(try (fixture.image / "linked").readText() == own)
    }

    @Test func `what a step leaves running ends with it`() async throws {
        let fixture = try Fixture()
        try await fixture.run(
            "setsid sh -c 'trap \"\" TERM HUP; sleep 987611; touch /late' > /dev/null 2>&1 &"
        )
        try await #expect(ends("987611"))
        #expect(!(fixture.image / "late").exists)
    }

    @Test func `a step that hangs is ended at its deadline, with all that it started`() async throws {
        let fixture = try Fixture(deadline: .seconds(1))
        let error = await #expect(throws: FGError.self) {
            try await fixture.run("trap '' TERM INT HUP; setsid sleep 987612 & sleep 987612")
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message == "run line 1 took longer than 1 seconds")
        try await #expect(ends("987612"))
    }
}
