import Glibc

extension UnsafeMutablePointer<dirent> {
    /// The name of an entry of a folder, as readdir(3) gives it.
    ///
    /// Its record ends behind the name: to take the whole field would read what is behind the record, and may end the process.
    package var name: String {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("an entry of a folder has a name")
        }
        return String(
            cString: UnsafeRawPointer(self).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        )
    }
}
