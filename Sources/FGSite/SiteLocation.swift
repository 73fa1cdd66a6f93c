public import FGCore
import Glibc

/// Where a site is and how it is opened.
public struct SiteLocation: Sendable, Hashable {
    /// The site's folder.
    public let folder: FilePath
    /// Whether nothing of it may be written.
    public let isReadOnly: Bool

    /// Names a site's folder, a relative one from the process's own; nothing is opened yet.
    public init(folder: FilePath, isReadOnly: Bool = false) {
        // The programs that the site starts run in other folders.
        self.folder = folder.resolved(in: .current)
        self.isReadOnly = isReadOnly
    }

    /// The folder of `$FGSHELL_SITE`, else `fgshell` in `$XDG_DATA_HOME`, else in `~/.local/share`.
    ///
    /// - Throws: `invalid` when none of them is set to an absolute path.
    public static func standardFolder() throws -> FilePath {
        for (variable, rest) in [
            ("FGSHELL_SITE", nil), ("XDG_DATA_HOME", "fgshell"), ("HOME", ".local/share/fgshell"),
        ] {
            guard let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty else { continue }
            guard value.hasPrefix("/") else {
                throw FGError(.invalid, "\(variable) is \"\(value)\"", hint: "set it to an absolute path")
            }
            return rest.map { FilePath(value) / $0 } ?? FilePath(value)
        }
        throw FGError(.invalid, "no place for the site is known", hint: "set FGSHELL_SITE to a folder")
    }

    var database: FilePath { folder / "catalog.sqlite" }
    /// A file of its own: what runs is noted while a transaction of the catalog is open.
    var operationDatabase: FilePath { folder / "operations.sqlite" }
    var store: FilePath { folder / "store" }
    var layers: FilePath { folder / "layers" }
    var archives: FilePath { folder / "archives" }
    var operations: FilePath { folder / "operations" }
    var deployments: FilePath { folder / "deployments" }
}
