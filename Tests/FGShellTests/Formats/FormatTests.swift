import FGCommands
import FGCore
import FGLanguage
import FGProcess
import Testing

@testable import FGShell

/// Row 12 of the table of features: the same results in every format, read back and held against the JSON.
struct FormatTests {
    private static let schemas = HelpPage.folder / "schema"

    private static func signature(of call: FormatCall) throws -> CommandSignature {
        let words = call.statement.split(separator: " ").map(String.init)
        guard case .command(let signature, _) = CommandRegistry.table.match(words) else {
            throw FGError(.usage, "no command: \(call.statement)")
        }
        return signature
    }

    @Test func `12 machine output: every command is called, or it is said why it cannot be`() throws {
        let called = Set(try FormatCall.all.map { try Self.signature(of: $0).name })
        let names = CommandRegistry.table.signatures.map(\.name)
        for name in names where !called.contains(name) {
            #expect(FormatCall.left[name] != nil, "\(name): add calls of it to FormatCall")
        }
        for name in FormatCall.left.keys { #expect(names.contains(name), "\(name) is no command") }
    }

    @Test func `12 machine output: the published schemas are those of the command table`() throws {
        var names: Set<String> = []
        for signature in CommandRegistry.table.signatures {
            let name = HelpPages.name(of: signature) + ".json"
            names.insert(name)
            let text = try ResultSchema(signature).text
            if FilePath.isTakingExpected { try (Self.schemas / name).write(text) }
            let file = Self.schemas / name
            #expect(
                try file.exists && file.readText() == text,
                "help/schema/\(name) is not current: run this test with FGSHELL_TAKE_EXPECTED=1"
            )
        }
        #expect(try Set(Self.schemas.entries()) == names)
    }

    /// Whether the validator is installed, which `Tests/Support/install-packages.sh` does.
    private static let hasValidator = FilePath("/usr/lib/python3/dist-packages/jsonschema").isFolder

    @Test(.enabled(if: hasValidator, "python3-jsonschema is not installed"))
    func `12 machine output: what commands write as JSON fits their schemas`() async throws {
        try await TemporaryFolder.with { folder in
            let site = try await FormatSite(folder)
            var lines: [String] = []
            for call in FormatCall.all {
                let output = try await site.run(call.statement, copying: !call.isRepeatable)
                #expect(output.status == 0, "\(call.statement): \(output.errorText)")
                let results = try Self.signature(of: call).results
                if output.outputText.isEmpty {
                    #expect(results.contains { $0.shape == .nothing }, "\(call.statement) wrote nothing")
                } else {
                    let schema = Self.schemas / (HelpPages.name(of: try Self.signature(of: call)) + ".json")
                    lines.append("\(schema)\t\(output.outputText)")
                }
            }
            let script = """
                import json, sys
                from jsonschema import Draft202012Validator
                for line in sys.stdin:
                    name, text = line.split("\\t", 1)
                    schema = json.load(open(name))
                    Draft202012Validator.check_schema(schema)
                    for error in Draft202012Validator(schema).iter_errors(json.loads(text)):
                        print(name, error.message, text[:300])
                """
            var command = Command(Program(name: "python3", path: "/usr/bin/python3"), ["-c", script])
            command.input = .bytes(Array(lines.joined().utf8))
            let result = try await command.run()
            #expect(
                result.status == 0 && result.outputText.isEmpty,
                "\(result.outputText)\(result.errorText)"
            )
        }
    }

    @Test func `12 machine output: every command in every format is read back as the JSON has it`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let site = try await FormatSite(folder)
            for call in FormatCall.all {
                let outputs = try await site.outputs(of: call)
                let json = try #require(outputs[.json])
                for (format, output) in outputs where format != .json {
                    let comparison = FormatComparison(call: call, format: format, written: output)
                    if json.isEmpty {
                        #expect(output.isEmpty, "\(call.statement) as \(format)")
                    } else {
                        try comparison.expectSame(as: try JSONDocument(json), try Self.signature(of: call))
                    }
                }
            }
        }
    }

    @Test func `12 machine output: errors are documents beside JSON`() async throws {
        let result = try await ShellRun.sh("$F --json image show none")
        #expect(result.outputText.isEmpty && result.status == 1)
        guard case .object(let members) = try JSONDocument(result.errorText) else {
            return #expect(Bool(false))
        }
        #expect(Set(members.keys) == ["error", "hint", "message", "place"])
        #expect(members["error"] == .text("not-found"))
    }

    @Test func `12 machine output: short options, and missing values as the user wants them`() async throws {
        #expect(try await ShellRun.sh("$F --json whoami").outputText.hasPrefix("{\"image\":null,"))
        let csv = try await ShellRun.sh("$F --csv whoami | sed 's/,[^,]*$//'").outputText
        #expect(csv.hasPrefix("user,project,image\n") && csv.hasSuffix(",\n"))
        let dashed = try await ShellRun.sh("$F --csv -c 'set null -; whoami'").outputText
        #expect(dashed.contains(",-,"))
    }
}
