import FGCore
import Testing

@testable import FGLanguage

struct ExpressionTests {
    private static func value(_ text: String, _ variables: [String: Value] = [:]) async throws -> Value {
        let result = Parser.parse(Source(name: "t", text: "let x = \(text)"))
        try #require(result.diagnostics.map(\.message) == [])
        guard case .assignment(_, let expression) = try #require(result.script.statements.first).kind else {
            throw FGError(.failed, "no assignment")
        }
        let evaluator = ExpressionEvaluator(variable: { name, _ in variables[name] }, run: { _ in .null })
        return try await evaluator.value(of: expression)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 - 2 - 1", "4"), ("8 / 4 / 2", "1"), ("7 / 2", "3.5"),
        ("7 % 4", "3"), ("1GiB + 512MiB", "1536MiB"), ("1GiB / 256MiB", "4"), ("1.5GiB * 2", "3GiB"),
        ("2 * 30d", "60d"), ("36h / 2", "18h"), ("2026-03-01 - 2026-02-01", "28d"),
        ("2026-01-31 + 1d", "2026-02-01T00:00:00Z"), ("1d + 2026-01-31", "2026-02-01T00:00:00Z"),
        ("\"a\" + \"b\"", "ab"), ("[1] + [2, 3]", "1,2,3"), ("3..5", "3,4,5"), ("5..3", ""),
        ("-2..0", "-2,-1,0"),
        ("1.5 + 1", "2.5"), ("007", "007"), ("mpi-node", "mpi-node"), ("a/b:3", "a/b:3"),
    ])
    func `an expression has its value`(text: String, literal: String) async throws {
        #expect(try await Self.value(text).literal == literal)
    }

    @Test(arguments: [
        "4.10 > 4.9", "10GiB > 9GiB", "1024MiB == 1GiB", "2 == 2.0", "abc ~ \"a*\"", "x in [x, y]",
        "not (\"x\" in [y])", "5 < 4GiB", "2026-09-01 > 2026-08-31", "60min == 1h", "true and not false",
        "false or true",
        "a < b", "1 < 2 and 2 < 3", "\"\" == \"\"", "[1, 2] == [1, 2]", "1 != a",
    ])
    func `a comparison holds`(text: String) async throws {
        #expect(try await Self.value(text) == .bool(true))
    }

    @Test(arguments: [
        ("5 / 0", "a division by zero"), ("5 % 0", "a division by zero"),
        ("9223372036854775807 + 1", "the result is too large"),
        ("9223372036854775807 * 2", "the result is too large"),
        ("1GiB + 1d", "+ does not go with a size and a duration"),
        ("1GiB < 1d", "< does not go with a size and a duration"),
        ("1 and true", "\"and\" needs true or false, not a whole number"),
        ("not 1", "a condition needs true or false, not a whole number"),
        ("1 in 2", "in needs a list, not a whole number"),
        ("1..2000000", "the range 1..2000000 has more than a million numbers"),
        ("$nosuch", "the variable $nosuch is not defined"),
    ])
    func `what does not fit is said`(text: String, message: String) async throws {
        do {
            let value = try await Self.value(text)
            Issue.record("\(text) is \(value)")
        } catch let error as PlacedError {
            #expect((error.error as? FGError)?.message == message)
        }
    }

    @Test func `a word is typed only where it is written the same again`() {
        for text in ["1", "4GiB", "30d", "4.1-2", "true", "-5", "2026-09-01T00:00:00Z"] {
            let value = Value(bare: text)
            #expect(value.literal == text)
            if case .text = value { Issue.record("\(text) is a text") }
        }
        for text in ["01", "+1", "1e5", "60s", "1024KiB", "2026-09-01", "x", "", "1..2", "..", "-", "-a.b"] {
            #expect(Value(bare: text) == .text(text))
        }
    }

    @Test func `what the checker lets pass for types never fails for types`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let operands = [
            "1", "2.5", "4GiB", "30d", "true", "a", "\"b\"", "[1, 2]", "4.1", "2026-09-01", "$date", "$size",
        ]
        let variables: [String: Value] = ["date": .date(Timestamp(seconds: 0)), "size": .size(ByteCount(5))]
        let types = variables.mapValues { ValueType(of: $0) }
        for _ in 0..<3000 {
            let infix = Expression.Operator.allCases.randomElement(using: &generator)?.rawValue ?? "+"
            let pair = (0..<2).map { _ in operands.randomElement(using: &generator) ?? "1" }
            let text = "\(pair[0]) \(infix) \(pair[1])"
            let found = LanguageFixture.errors("let x = \(text)", variables: types)
            do {
                _ = try await Self.value(text, variables)
            } catch let error as PlacedError {
                // A text, or a version that may be a number, is read when it is used.
                let isFlexible = pair.contains { ["a", "\"b\"", "2.5", "4.1", "2026-09-01"].contains($0) }
                #expect(!found.isEmpty || isFlexible, "seed \(seed): \(text): \(error.error)")
                continue
            }
            // What is equal to nothing of its kind, or never looked at, is a mistake all the same.
            let isMistake = ["==", "!=", "or", "and"].contains(infix)
            #expect(found == [] || isMistake, "seed \(seed): \(text)")
        }
    }
}
