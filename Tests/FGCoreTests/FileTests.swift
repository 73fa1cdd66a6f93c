import FGCore
import Glibc
import Testing

struct FileTests {
    @Test func `a written file replaces the old one whole and leaves no other name`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path / "file"
        try path.write("old")
        try path.write("new", permissions: 0o600)
        #expect(try path.readText() == "new")
        #expect(path.status()?.permissions == 0o600)
        #expect(try folder.path.entries() == ["file"])
    }

    @Test func `removing a folder does not follow links out of it`() throws {
        let folder = try TemporaryFolder()
        try (folder.path / "kept").write("kept")
        try (folder.path / "tree" / "deep").makeFolder()
        #expect(symlink("\(folder.path)/kept", "\(folder.path)/tree/deep/link") == 0)
        #expect(symlink("\(folder.path)", "\(folder.path)/tree/loop") == 0)
        try (folder.path / "tree").removeAll()
        #expect(try folder.path.entries() == ["kept"])
    }

    @Test func `a folder goes with names that are no text, without rights, and deeper than any path`() throws
    {
        let folder = try TemporaryFolder()
        let tree = folder.path / "tree"
        try tree.makeFolder()
        var current = open(tree.string, O_RDONLY | O_DIRECTORY)
        for level in 0..<3000 {
            try #require(mkdirat(current, "a", 0o700) == 0)
            // The name that the folder's own first move would take.
            if level == 0 { try #require(mkdirat(current, ".1", 0o500) == 0) }
            let name: [CChar] = [0x63, CChar(bitPattern: 0xe9), 0]
            close(openat(current, name, O_WRONLY | O_CREAT, 0o600))
            let next = openat(current, "a", O_RDONLY | O_DIRECTORY)
            try #require(next >= 0)
            if level % 100 == 0 { fchmod(current, 0o500) }
            close(current)
            current = next
        }
        close(current)
        try tree.removeAll()
        #expect(try folder.path.entries() == [])
    }

    @Test func `a folder that is emptied keeps its rights`() throws {
        let folder = try TemporaryFolder()
        let tree = folder.path / "tree"
        try (tree / "deep" / "deeper").makeFolder()
        try #require(chmod(tree.string, 0o1777) == 0)
        try tree.removeContent()
        #expect(try tree.entries() == [])
        #expect(tree.status()?.permissions == 0o1777)
    }

    @Test func `a name that is not UTF-8 is told`() throws {
        let folder = try TemporaryFolder()
        let name = Array((folder.path / "caf").string.utf8CString.dropLast()) + [CChar(bitPattern: 0xe9), 0]
        close(open(name, O_WRONLY | O_CREAT, 0o600))
        let error = #expect(throws: FGError.self) { try folder.path.entries(of: "/opt") }
        #expect(error?.code == .invalid)
        #expect(try folder.path.entries() == ["caf\u{fffd}"])
        #expect(error?.message == "the name of caf\u{fffd} in /opt is no UTF-8 text")
    }

    @Test func `a temporary folder goes with its last reference`() async throws {
        let path = try await TemporaryFolder.with { path in
            try (path / "file").write("content")
            return path
        }
        #expect(!path.exists)
    }

    @Test func `data and holes of a file are told apart`() throws {
        let folder = try TemporaryFolder()
        let file = try OpenFile(folder.path / "sparse", .create(permissions: 0o600))
        try file.truncate(to: 1 << 20)
        try file.write([1], at: 512 << 10)
        let data = try #require(try file.nextData(from: 0))
        #expect(data.contains(512 << 10))
        #expect(data.lowerBound > 0)
        #expect(try file.nextData(from: data.upperBound) == nil)
    }

    @Test func `a lock is held once`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path / "lock"
        var lock = try FileLock.tryAcquire(path)
        #expect(lock != nil)
        #expect(try FileLock.tryAcquire(path) == nil)
        lock = nil
        #expect(try FileLock.tryAcquire(path) != nil)
    }

    @Test func `a missing file is not found and a full disk says nothing was lost`() {
        #expect(throws: FGError(.notFound, "cannot open /nope: no such file or directory", subject: "/nope"))
        {
            try OpenFile("/nope")
        }
        #expect(FGError.system("write", "/x", errno: ENOSPC).code == .quotaExceeded)
    }

    @Test(arguments: [("/a/b", "/a", "b"), ("a", ".", "a"), ("/a", "/", "a"), ("/a/b/", "/a", "b")])
    func `a path knows its folder and its last part`(path: String, parent: String, last: String) {
        #expect(FilePath(path).parent.string == parent)
        #expect(FilePath(path).lastComponent == last)
    }
}
