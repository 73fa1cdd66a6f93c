import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGProcess
import Glibc
import Testing

@testable import FGShell

/// Reads texts that nobody would write, for some seconds.
///
/// `FGSHELL_FUZZ_SECONDS` gives it another time, and `FGSHELL_FUZZ_SEED` makes the same texts again, the failed one first.
struct FuzzTests {
    private static let language = LanguageInvariants(
        table: CommandRegistry.table,
        templateKeywords: TemplateKeyword.allCases.map(\.rawValue)
    )

    /// How many texts are read at least, however busy the machine is.
    private static let fewest = 300

    @Test func `no text breaks the language, or changes its meaning when it is formatted`() async throws {
        let seed = Self.number("FGSHELL_FUZZ_SEED") ?? UInt64.random(in: 0 ... .max)
        let seconds = Self.number("FGSHELL_FUZZ_SECONDS") ?? 4
        try await TemporaryFolder.with { folder in
            let site = HelpSite(folder)
            try await site.prepare()
            let candidates = try CandidateInvariants(site: folder / "site")
            let (scripts, words) = (try Self.scripts(), Self.words)
            // A crash leaves it, with the text that it came from.
            let trace = FilePath("/tmp/fgshell-fuzz.\(seed)")
            let file = try OpenFile(trace, .create(permissions: 0o600))
            print("fuzz: seed \(seed); while a text is read it stands in \(trace)")
            let end = ContinuousClock.now + .seconds(Int(clamping: seconds))
            var count: UInt64 = 0
            repeat {
                var inputs = FuzzInputs(scripts: scripts, words: words, seed: seed &+ count)
                let text = inputs.next()
                try file.truncate(to: 0)
                try file.write(text, at: 0)
                if Self.violation(text, candidates) != nil {
                    let small = Self.smallest(text) { Self.violation($0, candidates) != nil }
                    let violation = Self.violation(small, candidates) ?? ""
                    let shown = String(decoding: small, as: UTF8.self).debugDescription
                    Issue.record("FGSHELL_FUZZ_SEED=\(seed &+ count): \(shown): \(violation)")
                    break
                }
                count += 1
                // Others want the thread too, and may keep it for long.
                if count % 100 == 0 { await Task.yield() }
            } while ContinuousClock.now < end || count < Self.fewest
            print("fuzz: \(count) texts")
            unlink(trace.string)
        }
    }

    /// What does not hold for a text; nil when all does.
    private static func violation(_ bytes: [UInt8], _ candidates: CandidateInvariants) -> String? {
        do throws(LanguageInvariants.Violation) {
            try language.hold(for: bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            let source = Source(name: "fuzz", text: text)
            for offset in LanguageInvariants.cursors(in: source).suffix(3) {
                try candidates.hold(for: text, at: offset)
            }
            _ = ShellState.mask.masked(text)
            _ = LoginShellLine(text)
            return nil
        } catch {
            return error.text
        }
    }

    /// A small part of a text that fails as well.
    private static func smallest(_ text: [UInt8], _ fails: ([UInt8]) -> Bool) -> [UInt8] {
        var text = text
        var size = max(1, text.count / 2)
        while size > 0 {
            var start = 0
            while start < text.count {
                var shorter = text
                shorter.removeSubrange(start..<min(text.count, start + size))
                if fails(shorter) { text = shorter } else { start += size }
            }
            size /= 2
        }
        return text
    }

    /// The project's own scripts and examples.
    private static func scripts() throws -> [String] {
        let tests = FilePath(#filePath).parent.parent.parent / "Scripts"
        var texts: [String] = []
        for folder in [tests, HelpPage.folder / "examples"] {
            for name in try folder.entries() where name.hasSuffix(".fg") {
                texts.append(try (folder / name).readText())
            }
        }
        texts.append(try (HelpPage.folder.parent / "shellrc.example").readText())
        for page in try HelpPage.all() { texts += try HelpPage(page).examples.map(\.statements) }
        return texts
    }

    /// The words of the command table, and some that are there to be named.
    private static var words: [String] {
        let table = CommandRegistry.table
        let options = Set(table.signatures.flatMap(\.options).map { "--" + $0.name })
        let fields = Set(table.signatures.flatMap(\.conditionFields).map(\.name))
        return table.signatures.map(\.name) + options.sorted() + fields.sorted()
            + TemplateKeyword.allCases.map(\.rawValue) + ["demo", "demo:1", "disk.raw", "local", "course"]
    }

    private static func number(_ variable: String) -> UInt64? {
        getenv(variable).flatMap { UInt64(String(cString: $0)) }
    }
}
