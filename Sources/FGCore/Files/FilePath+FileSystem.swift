import Glibc

extension FilePath {
    /// The process's own folder; the root when it is gone.
    public static var current: FilePath {
        guard let name = getcwd(nil, 0) else { return FilePath("/") }
        defer { free(name) }
        return FilePath(String(cString: name))
    }

    /// What stands at the path, links followed; nil when nothing is there.
    package func status() -> FileStatus? {
        var status = stat()
        return stat(string, &status) == 0 ? FileStatus(status) : nil
    }

    /// What stands at the path, a link itself and not what it points to; nil when nothing is there.
    package func linkStatus() -> FileStatus? {
        var status = stat()
        return lstat(string, &status) == 0 ? FileStatus(status) : nil
    }

    /// Whether something is there, links followed.
    package var exists: Bool { status() != nil }

    /// Whether a folder is there.
    package var isFolder: Bool { status()?.kind == .folder }

    /// The path with links, `.` and `..` resolved; nil when nothing is there.
    package func canonical() -> FilePath? {
        guard let resolved = realpath(string, nil) else { return nil }
        defer { free(resolved) }
        return FilePath(String(cString: resolved))
    }

    /// The text that a link holds; what is no UTF-8 in it is replaced.
    package func linkTarget() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(string, &buffer, buffer.count)
        guard count > 0 else { throw FGError.system("read", self) }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in a folder, sorted, without `.` and `..`; what is not UTF-8 in them is replaced.
    package func entries() throws -> [String] {
        guard let folder = opendir(string) else { throw FGError.system("read", self) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = entry.name
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The names in a folder whose files must all have paths; errors call the folder `place`.
    ///
    /// - Throws: `invalid` for a name that is not UTF-8, which no path can hold; errors of the system.
    package func entries(of place: String) throws -> [String] {
        let names = try entries()
        // What was replaced leads nowhere.
        for name in names where name.unicodeScalars.contains("\u{fffd}") && (self / name).linkStatus() == nil
        {
            throw FGError(.invalid, "the name of \(name) in \(place) is no UTF-8 text", subject: place)
        }
        return names
    }

    /// Makes the folder and those above it that are missing.
    package func makeFolder(permissions: UInt32 = 0o755) throws {
        if isFolder { return }
        if parent != self, !parent.exists { try parent.makeFolder(permissions: permissions) }
        guard mkdir(string, permissions) == 0 || errno == EEXIST else {
            throw FGError.system("make folder", self)
        }
    }

    /// Removes a file or link; nothing happens when it is not there.
    package func removeFile() throws {
        guard unlink(string) == 0 || errno == ENOENT else { throw FGError.system("remove", self) }
    }

    /// Removes a file or a folder with all in it, never following links; nothing happens when it is not there.
    package func removeAll() throws {
        guard let status = linkStatus() else { return }
        guard status.kind == .folder else { return try removeFile() }
        if status.permissions & 0o700 != 0o700 { chmod(string, 0o700) }
        try FolderRemoval.empty(self)
        guard rmdir(string) == 0 || errno == ENOENT else { throw FGError.system("remove", self) }
    }

    /// Removes all that is in a folder, which itself stays as it is.
    package func removeContent() throws { try FolderRemoval.empty(self) }

    /// Sets the times of access and of change, of a link itself and not of what it points to.
    package func setTimes(to time: Timestamp) throws {
        let value = timespec(tv_sec: Int(time.seconds), tv_nsec: 0)
        guard utimensat(AT_FDCWD, string, [value, value], AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FGError.system("set the time of", self)
        }
    }

    /// Gives the file another name in one step, replacing what stood there.
    package func rename(to destination: FilePath) throws {
        guard Glibc.rename(string, destination.string) == 0 else {
            throw FGError.system("rename", self)
        }
    }

    /// Waits until a folder's names are on the disk.
    package func synchronizeFolder() throws {
        let descriptor = open(string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FGError.system("open", self) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FGError.system("write", self) }
    }

    /// The whole content of a file of at most `limit` bytes.
    ///
    /// - Throws: `invalid` for a larger file, else the system's error.
    package func readBytes(limit: Int = 64 << 20) throws -> [UInt8] {
        let file = try OpenFile(self)
        // What is no regular file, or still grows, has more than it says.
        var bytes = try file.read(Int(clamping: min(file.size(), Int64(limit))), at: 0)
        while true {
            let chunk = try file.read(1 << 20, at: Int64(bytes.count))
            bytes += chunk
            guard bytes.count <= limit else {
                throw FGError(.invalid, "\(self) is larger than \(ByteCount(Int64(limit)))")
            }
            if chunk.count < 1 << 20 { return bytes }
        }
    }

    /// The whole content of a text file of at most 64 MiB; bytes that are not UTF-8 are replaced.
    package func readText() throws -> String {
        String(decoding: try readBytes(), as: UTF8.self)
    }

    /// Replaces the content in one step: temporary name, fsync, rename, fsync of the folder.
    package func write(_ bytes: [UInt8], permissions: UInt32 = 0o644) throws {
        let temporary = FilePath(string + ".\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp")
        do {
            let file = try OpenFile(temporary, .create(permissions: permissions))
            try file.write(bytes, at: 0)
            try file.synchronize()
            try temporary.rename(to: self)
            try parent.synchronizeFolder()
        } catch {
            unlink(temporary.string)
            throw error
        }
    }

    /// Replaces the content by text in one step.
    package func write(_ text: String, permissions: UInt32 = 0o644) throws {
        try write([UInt8](text.utf8), permissions: permissions)
    }
}
