import Glibc

extension UnsafeMutablePointer<dirent> {
    /// The name of an entry of a folder, as readdir(3) gives it; what is not UTF-8 in it is replaced.
    package var name: String { String(cString: nameBytes) }

    /// The bytes of the name, which end with a zero; they go with the entry.
    ///
    /// Its record ends behind the name: to take the whole field would read what is behind the record, and may end the process.
    var nameBytes: UnsafePointer<CChar> {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("an entry of a folder has a name")
        }
        return UnsafeRawPointer(self).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    }
}
