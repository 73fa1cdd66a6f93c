import FGCore
import FGProcess
import Testing

/// Runs the scripts of `Tests/Scripts` as users do, each at a new site, and compares all that they print.
///
/// To take a new output over after looking at it, set `FGSHELL_TAKE_EXPECTED`.
struct ScriptTests {
    private static let root = FilePath(#filePath).parent.parent.parent
    private static let folder = root / "Tests" / "Scripts"

    /// The built program, beside the program that runs the tests.
    static func program() throws -> Program {
        let beside = FilePath("/proc/self/exe").canonical()?.parent ?? root
        let built = [beside / "fgshell", root / ".build" / "debug" / "fgshell"].first(where: \.exists)
        return Program(name: "fgshell", path: try #require(built))
    }

    static func scripts() throws -> [String] {
        try folder.entries().filter { $0.hasSuffix(".fg") }
    }

    @Test(arguments: try scripts())
    func `a script prints what is expected`(_ name: String) async throws {
        try await TemporaryFolder.with { site in
            let arguments = ["--site", (site / "site").string, "-f", name]
            var command = Command(try Self.program(), arguments)
            command.folder = Self.folder
            let result = try await command.run()
            let transcript = """
                \(result.outputText)--- errors
                \(result.errorText)--- status \(result.status)

                """
            let file = Self.folder / String(name.dropLast(3) + ".expected")
            if FilePath.isTakingExpected { try file.write(transcript) }
            #expect(try transcript == file.readText())
        }
    }
}
