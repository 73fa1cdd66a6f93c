import FGCommands
import FGCore
import FGProcess
import Testing

@testable import FGShell

/// Rows 44, 45 and 49 of the table of features: settings and timing.
struct SettingsTests {
    private static func run(_ statements: String, _ options: [String] = []) async throws -> CommandResult {
        try await TemporaryFolder.with { folder in
            let words = ["--site", (folder / "site").string] + options + ["-c", statements]
            return try await Command(try ScriptTests.program(), words).run()
        }
    }

    @Test func `45 settings: set lists each with value, default and meaning`() async throws {
        let result = try await Self.run("set color never; set")
        let lines = result.outputText.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(lines.first == ["name", "value", "default", "meaning", "values"])
        #expect((10...14).contains(lines.count - 1))
        #expect(lines.contains { $0[0] == "color" && $0[1] == "never" && $0[2] == "auto" && !$0[3].isEmpty })
    }

    @Test(arguments: [
        ("set color blue", "\"blue\" is none of auto, always, never"),
        ("set colour never", "there is no setting \"colour\""),
        ("set timezone Europe/Berlim", "did you mean Europe/Berlin?"),
        ("set timezone ../../../etc/passwd", "no time zone"),
        ("set prompt '{usr}> '", "there is no placeholder {usr}"),
        ("set prompt '{user'", "a { is not closed"),
        ("set title '{red}x'", "there is no placeholder {red}"),
    ])
    func `45 settings: a value that does not fit is found before anything runs`(line: String, message: String)
        async throws
    {
        let result = try await Self.run("echo first; \(line)")
        #expect(result.status == 2)
        #expect(result.outputText == "")
        #expect(result.errorText.contains(message), "\(result.errorText)")
    }

    @Test func `45 settings: null and timezone are for people, and machine formats keep theirs`() async throws
    {
        let change = "set null none; set timezone Asia/Kolkata; "
        let show = "let t = (image list | columns name); whoami"
        let table = try await Self.run(change + show, ["--format", "table"])
        #expect(table.outputText.contains("image    none\n"))
        let json = try await Self.run(change + show, ["--format", "json"])
        #expect(json.outputText.contains("\"image\":null"))
        let time = Value.date(Timestamp(seconds: 1_788_265_805))
        let zone = TimeZoneName("Asia/Kolkata")
        func shown(_ format: OutputFormat) -> String {
            Renderer(format: format, width: nil, zone: zone).render(time)
        }
        #expect(shown(.table) == "2026-09-01T18:00:05+05:30\n")
        #expect(shown(.csv) == "2026-09-01T12:30:05Z\n")
    }

    @Test(arguments: [
        (Duration.microseconds(812), "812 µs"), (.microseconds(12_345), "12.3 ms"),
        (.milliseconds(999), "999 ms"), (.milliseconds(4560), "4.56 s"), (.milliseconds(59_999), "59.9 s"),
        (.seconds(123), "2 min 3 s"), (.seconds(3720), "1 h 2 min"), (.microseconds(1050), "1.05 ms"),
    ])
    func `49 timing: durations are readable`(duration: Duration, text: String) {
        #expect(ReadableDuration.text(duration) == text)
    }

    @Test func `49 timing: the time goes to standard error`() async throws {
        let result = try await Self.run("set timing on; echo a")
        #expect(result.outputText == "a\n")
        #expect(result.errorText.contains("time: "))
    }
}
