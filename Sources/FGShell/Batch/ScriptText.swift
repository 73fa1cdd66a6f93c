import FGCore
import Glibc

/// The bytes of a script, read to their end: in memory while they are few, else in a file that has no name.
struct ScriptText: Sendable {
    private enum Storage: Sendable {
        case memory([UInt8])
        case file(OpenFile)
    }

    /// The name in messages: a path, `<stdin>`, `-c#1`.
    let name: String
    /// How many bytes there are.
    let count: Int
    /// Whether it was read, and did not stand on the command line.
    let isFile: Bool
    private let storage: Storage

    /// Texts up to so many bytes stay in memory.
    private static let memoryLimit = 1 << 20

    /// Takes a text that is there.
    init(name: String, text: String) {
        self.name = name
        let bytes = Array(text.utf8)
        count = bytes.count
        isFile = false
        storage = .memory(bytes)
    }

    /// Reads a descriptor to its end.
    ///
    /// - Throws: `CancellationError` when cancelled while nothing comes, `quotaExceeded` where the temporary file finds no
    ///   room, or the system's error.
    init(reading input: InputReader, name: String) throws {
        self.name = name
        isFile = true
        var bytes: [UInt8] = []
        while bytes.count <= Self.memoryLimit, try input.read(into: &bytes) {}
        guard bytes.count > Self.memoryLimit else {
            count = bytes.count
            storage = .memory(bytes)
            return
        }
        let file = try Self.namelessFile()
        var size = 0
        repeat {
            try file.write(bytes, at: Int64(size))
            size += bytes.count
            bytes.removeAll(keepingCapacity: true)
        } while try input.read(into: &bytes)
        count = size
        storage = .file(file)
    }

    /// The bytes from an offset on, at most so many.
    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        switch storage {
        case .memory(let bytes): return Array(bytes[offset..<min(bytes.count, offset + count)])
        case .file(let file): return try file.read(min(count, self.count - offset), at: Int64(offset))
        }
    }

    /// The digest of all bytes.
    func digest() throws -> Digest {
        let hasher = SHA256()
        var offset = 0
        while offset < count {
            let bytes = try read(1 << 20, at: offset)
            guard !bytes.isEmpty else { break }
            hasher.update(bytes)
            offset += bytes.count
        }
        return hasher.finish()
    }

    /// A new file in `$TMPDIR` whose name is gone already, so that nothing can leave it behind.
    private static func namelessFile() throws -> OpenFile {
        let folder = TemporaryFolder.standardParent
        var template = Array((folder / "fgshell.XXXXXX").string.utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FGError.system("keep the script in", folder) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return OpenFile(owning: descriptor, path: folder)
    }
}
