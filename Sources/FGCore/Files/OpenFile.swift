import Glibc

/// An open file, closed when the last reference to it goes.
package final class OpenFile: Sendable {
    /// How a file is opened.
    package enum Mode: Sendable {
        case read
        case readWrite
        /// Makes a new file for writing; fails if the name is taken.
        case create(permissions: UInt32)
    }

    package let path: FilePath
    package let descriptor: Int32

    /// `SEEK_DATA` and `SEEK_HOLE` of lseek(2), which Glibc's overlay leaves out.
    private static let (seekData, seekHole): (Int32, Int32) = (3, 4)

    /// `O_DIRECT` of open(2), left out as well.
    #if arch(x86_64)
    private static let direct: Int32 = 0x4000
    #else
    private static let direct: Int32 = 0x10000
    #endif

    /// Opens a file; `followsLinks: false` refuses a symbolic link in the last place.
    ///
    /// - Throws: the system's error, as `FGError.system` maps it.
    package init(_ path: FilePath, _ mode: Mode = .read, followsLinks: Bool = true) throws {
        let link = followsLinks ? 0 : O_NOFOLLOW
        let descriptor =
            switch mode {
            case .read: open(path.string, O_RDONLY | O_CLOEXEC | link)
            case .readWrite: open(path.string, O_RDWR | O_CLOEXEC | link)
            case .create(let permissions):
                open(path.string, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, permissions)
            }
        guard descriptor >= 0 else { throw FGError.system("open", path) }
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes over a descriptor that is open; errors call it by `path`.
    package init(owning descriptor: Int32, path: FilePath) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The size in bytes.
    package func size() throws -> Int64 {
        try status().size
    }

    /// Size, allocated bytes and kind.
    package func status() throws -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FGError.system("read", path) }
        return FileStatus(status)
    }

    /// What tells the mount that the file was opened in from all others.
    ///
    /// - Throws: the system's error where `/proc` is not mounted.
    package func mount() throws -> String? {
        let lines = try FilePath("/proc/self/fdinfo/\(descriptor)").readText().split(separator: "\n")
        return lines.first { $0.hasPrefix("mnt_id:") }.map { String($0) }
    }

    /// Reads up to `buffer.count` bytes at an offset, fewer only at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let count = pread(descriptor, base + done, buffer.count - done, off_t(offset) + off_t(done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FGError.system("read", path) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// The bytes at an offset; fewer than `count` only at the end of the file.
    package func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
        guard count > 0 else { return [] }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    /// Whether writes go past the page cache; offsets, lengths and buffers must then be multiples of 4096.
    ///
    /// A file system that has no such writes leaves it off.
    package var bypassesCache: Bool {
        get { fcntl(descriptor, F_GETFL) & Self.direct != 0 }
        set {
            let flags = fcntl(descriptor, F_GETFL)
            let changed = newValue ? flags | Self.direct : flags & ~Self.direct
            if flags >= 0, changed != flags { _ = fcntl(descriptor, F_SETFL, changed) }
        }
    }

    /// Writes all bytes at an offset.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset) + off_t(done))
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EINVAL, bypassesCache {
                // A disk with larger sectors, or the rest after a short write.
                bypassesCache = false
                continue
            }
            guard count > 0 else { throw FGError.system("write", path) }
            done += count
        }
    }

    /// Writes all bytes at an offset.
    package func write(_ bytes: [UInt8], at offset: Int64) throws {
        try bytes.withUnsafeBytes { try write($0, at: offset) }
    }

    /// Writes at an offset what another file or the like has; its holes are passed over, so that what was there stays.
    ///
    /// - Throws: `CancellationError`, or the system's error.
    package func write(dataOf source: any SparseSource, at base: Int64) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while let data = try source.nextData(from: offset) {
            offset = data.lowerBound
            while offset < data.upperBound {
                try Task.checkCancellation()
                let wanted = Int(min(Int64(buffer.count), data.upperBound - offset))
                let count = try source.read(into: .init(rebasing: buffer[..<wanted]), at: offset)
                if count == 0 { break }
                try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: base + offset)
                offset += Int64(count)
            }
        }
    }

    /// Sets the place from which others who have the descriptor read or write on.
    package func seek(to offset: Int64) throws {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw FGError.system("seek", path) }
    }

    /// Sets the size; growing leaves a hole.
    package func truncate(to size: Int64) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw FGError.system("resize", path) }
    }

    /// Waits until the bytes are on the disk.
    package func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw FGError.system("write", path) }
    }

    /// Where data starts at or after an offset, and where it ends; nil when only a hole follows.
    ///
    /// A file system without hole reporting gives the rest of the file as data.
    package func nextData(from offset: Int64) throws -> Range<Int64>? {
        let start = lseek(descriptor, off_t(offset), Self.seekData)
        if start < 0 {
            if errno == ENXIO { return nil }
            let size = try size()
            return offset < size ? offset..<size : nil
        }
        let end = lseek(descriptor, start, Self.seekHole)
        guard end > start else { return Int64(start)..<(try size()) }
        return Int64(start)..<Int64(end)
    }
}
