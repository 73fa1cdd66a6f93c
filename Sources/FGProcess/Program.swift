package import FGCore
import Glibc

/// A program of the system.
package struct Program: Sendable, Hashable {
    /// The name it is called by, such as `qemu-img`.
    package let name: String
    /// Where it is.
    package let path: FilePath

    /// Takes a program at a known place.
    package init(name: String, path: FilePath) {
        self.name = name
        self.path = path
    }

    /// Finds a program in the folders of `PATH` and the system's own.
    ///
    /// - Throws: `unavailable` with the Debian package that brings it.
    package static func find(_ name: String, package: String) throws -> Program {
        let listed = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders = listed.split(separator: ":").map(String.init) + Self.systemFolders
        for folder in folders where folder.hasPrefix("/") {
            let path = FilePath(folder) / name
            if access(path.string, X_OK) == 0, path.status()?.kind == .file {
                return Program(name: name, path: path)
            }
        }
        throw FGError(
            .unavailable,
            "the program \(name) is not installed",
            subject: name,
            hint: "apt-get install \(package)"
        )
    }

    /// Where Debian keeps programs; a plain user's `PATH` leaves the administrator's out.
    package static let systemFolders = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]
}
