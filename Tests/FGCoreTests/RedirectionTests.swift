import FGCore
import Glibc
import Testing

struct RedirectionTests {
    private static func folder() throws -> (TemporaryFolder, FilePath) {
        let folder = try TemporaryFolder()
        let file = folder.path / "file"
        try file.write("old\n", permissions: 0o600)
        #expect(symlink("file", (folder.path / "link").string) == 0)
        return (folder, file)
    }

    @Test func `appending follows a link and keeps the mode`() throws {
        let (folder, file) = try Self.folder()
        try (folder.path / "link").append(Array("new\n".utf8))
        #expect((folder.path / "link").linkStatus()?.kind == .symbolicLink)
        #expect(try file.readText() == "old\nnew\n")
        #expect(file.status()?.permissions == 0o600)
    }

    @Test func `replacing the content through a link keeps link, mode and other names`() throws {
        let (folder, file) = try Self.folder()
        try (folder.path / "link").replaceContent(with: Array("new".utf8))
        #expect((folder.path / "link").linkStatus()?.kind == .symbolicLink)
        #expect(try file.readText() == "new")
        #expect(file.status()?.permissions == 0o600)
        #expect(link(file.string, (folder.path / "second").string) == 0)
        try file.replaceContent(with: [])
        #expect(try (folder.path / "second").readText() == "")
        #expect(try folder.path.entries() == ["file", "link", "second"])
    }

    @Test(.enabled(if: geteuid() == 0, "only root makes devices"), arguments: [0, 1, 2])
    func `a device is written into and stays one`(_ way: Int) throws {
        let folder = try TemporaryFolder()
        let device = folder.path / "null"
        // The null device: 1, 3.
        #expect(mknod(device.string, S_IFCHR | 0o666, 0x0103) == 0)
        switch way {
        case 0: try device.append([1])
        case 1: try device.create(holding: [1])
        default: try device.replaceContent(with: [1])
        }
        #expect(device.linkStatus()?.kind == .other)
    }

    @Test func `a FIFO without a reader waits until it is cancelled`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path / "fifo"
        #expect(mkfifo(path.string, 0o600) == 0)
        let task = Task { try path.append([1]) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let reader = open(path.string, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try path.create(holding: [7])
        var byte: UInt8 = 0
        #expect(read(reader, &byte, 1) == 1)
        #expect(byte == 7)
        #expect(path.linkStatus()?.kind == .fifo)
    }

    @Test func `a new file never takes a name that is there, not even of a link to nothing`() throws {
        let (folder, file) = try Self.folder()
        #expect(symlink("nothing", (folder.path / "dangling").string) == 0)
        for name in ["file", "link", "dangling"] {
            let error = #expect(throws: FGError.self) { try (folder.path / name).create(holding: [1]) }
            #expect(error?.code == .exists)
        }
        #expect(try file.readText() == "old\n")
        let pending = try PendingFile(for: folder.path / "late")
        try (folder.path / "late").write("first")
        let error = #expect(throws: FGError.self) { try pending.create() }
        #expect(error?.code == .exists)
        #expect(try (folder.path / "late").readText() == "first")
    }

    @Test func `a file on its way has no name where the file system can do that`() throws {
        let folder = try TemporaryFolder()
        let pending = try PendingFile(for: folder.path / "file")
        try pending.file.write([1], at: 0)
        let names = try folder.path.entries()
        #expect(names.isEmpty || names.allSatisfy { $0.hasSuffix(".part") })
        try pending.create()
        #expect(try folder.path.entries() == ["file"])
    }

    @Test func `errors name the path of the user`() throws {
        let folder = try TemporaryFolder()
        for path in [folder.path / "missing" / "file", folder.path] {
            let error = #expect(throws: FGError.self) { try path.create(holding: [1]) }
            #expect(error?.subject == path.string)
        }
    }

    @Test func `a full device is an error`() throws {
        let file = OpenFile(owning: open("/dev/full", O_WRONLY), path: "/dev/full")
        let error = #expect(throws: FGError.self) {
            try StreamWriter.write([1], to: file.descriptor, named: "standard output")
        }
        #expect(error?.code == .quotaExceeded)
        #expect(error?.hint == nil)
    }
}
