import Glibc

extension FGError {
    /// The error of a failed system call on a path, made from `errno` right after the call.
    ///
    /// `ENOSPC` and `EDQUOT` become `quotaExceeded`, `ENOENT` `notFound`, `EACCES` and `EPERM` `denied`.
    package static func system(_ action: String, _ path: FilePath, errno number: Int32 = errno) -> FGError {
        let reason = String(cString: strerror(number))
        let message = "cannot \(action) \(shown(path)): \(reason.prefix(1).lowercased())\(reason.dropFirst())"
        let hint = number == ENOSPC ? "free some space on that disk and try again; nothing was lost" : nil
        return FGError(code(forErrno: number), message, subject: path.string, hint: hint)
    }

    /// A path as a line can show it.
    private static func shown(_ path: FilePath) -> String {
        let longest = 400
        return path.string.count <= longest ? path.string : path.string.prefix(longest) + "…"
    }

    private static func code(forErrno number: Int32) -> Code {
        switch number {
        case ENOENT, ENOTDIR: .notFound
        case EEXIST: .exists
        case EACCES, EPERM, EROFS: .denied
        case ENOSPC, EDQUOT: .quotaExceeded
        default: .failed
        }
    }
}
