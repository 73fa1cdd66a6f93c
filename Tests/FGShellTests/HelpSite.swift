import FGCore
import FGProcess
import Glibc
import Testing

/// A site that the examples of the help pages are run in, with what they name: images, files and templates.
struct HelpSite {
    private let folder: FilePath
    private let user: String

    init(_ folder: FilePath) {
        self.folder = folder
        user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? ""
    }

    /// Lays the files that the pages name.
    func prepareFiles() throws {
        try Self.copy(HelpPage.folder / "examples", to: folder / "examples")
        try OpenFile(folder / "disk.raw", .create(permissions: 0o644)).truncate(to: 1 << 20)
    }

    private static func copy(_ path: FilePath, to target: FilePath) throws {
        guard path.isFolder else { return try target.write(try path.readBytes()) }
        try target.makeFolder()
        for name in try path.entries() { try copy(path / name, to: target / name) }
    }

    /// Lays the files, and makes an image `demo` of two versions.
    func prepare() async throws {
        try prepareFiles()
        let older = try OpenFile(folder / "older.raw", .create(permissions: 0o644))
        try older.truncate(to: 2 << 20)
        let result = try await run(
            "image import older.raw --name demo; image import disk.raw --name demo"
        )
        #expect(result.status == 0, "\(result.errorText)")
    }

    /// Runs statements as a user does who is in the folder.
    func run(_ statements: String) async throws -> CommandResult {
        let site = (folder / "site").string
        var command = Command(
            try ScriptTests.program(),
            ["--site", site, "--format", "table", "-c", statements]
        )
        command.folder = folder
        command.environment["EDITOR"] = "true"
        // Machines that an example starts outlive the command.
        command.isolation = .processGroup
        return try await command.run()
    }

    /// An output as a page shows it: of a user who is called `ada`.
    func shown(_ output: String) -> String {
        let padding = String(repeating: " ", count: max(0, user.count - 3))
        let output = output.replacing("\(user)  ", with: "ada\(padding)  ").replacing(user, with: "ada")
        return output.replacing(folder.string, with: "/home/ada").replacing(#/ +\n/#, with: "\n")
    }

    /// What must be the same: all but times, digests, who the user is, and how far columns are apart.
    func comparable(_ output: String) -> String {
        shown(output)
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "TIME")
            .replacing(#/sha256:[0-9a-f]{64}/#, with: "DIGEST")
            .replacing(#/milliseconds +\d+/#, with: "milliseconds N")
            .replacing(#/\b\d+(s|min)\b/#, with: "DURATION")
            .replacing(#/ +/#, with: " ")
    }
}

extension FilePath {
    /// Whether outputs are taken over instead of compared.
    static var isTakingExpected: Bool { getenv("FGSHELL_TAKE_EXPECTED") != nil }
}
