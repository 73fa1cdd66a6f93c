import FGCore
import FGLanguage
import Testing

struct ConditionTests {
    private func holds(_ text: String, variables: [String: Value] = [:]) throws -> Bool {
        let source = Source(name: "t", text: "image list where " + text)
        guard case .pipeline(let pipeline) = try #require(Parser.parse(source).script.statements.first).kind
        else {
            throw FGError(.invalid, "no pipeline")
        }
        let condition = try #require(pipeline.command.condition)
            .resolved(fields: LanguageFixture.fields, user: "ada") { name, _ in variables[name] }
        let row: [String: Value] = [
            "name": .text("mpi-node"), "os": .text("debian"), "size": .size(ByteCount(2 << 30)),
            "used": .date(Timestamp(seconds: 1_000_000 - 40 * 86_400)), "uses": .integer(3),
            "kernel": .version(DebianVersion("6.1.10-1")), "tag": .list([.text("mpi"), .text("course")]),
            "verified": .bool(true), "arch": .null,
        ]
        return try ConditionEvaluator(condition, now: Timestamp(seconds: 1_000_000)).matches { row[$0] }
    }

    @Test(arguments: [
        "name == mpi-node", "name ~ mpi-*", "name != x", "os in (debian, ubuntu)", "size >= 2GiB",
        "size < 3GiB",
        "used > 30d", "used < 60d", "used < 1970-02-01", "uses == 3", "kernel > 6.1.9", "tag == mpi",
        "tag != absent", "verified", "not (verified and os == ubuntu)", "arch == x or verified",
        "not arch == x",
        "verified == true", "not not verified", "name == mpi-node and size == 2GiB or uses == 99",
    ])
    func `a condition holds`(text: String) throws {
        #expect(try holds(text))
    }

    @Test(arguments: [
        "name == other", "name ~ mpi", "size > 2GiB", "used < 30d", "kernel >= 6.1.11", "tag == absent",
        "tag != mpi", "not verified", "arch == amd64", "arch != amd64", "verified == false",
        "uses == 99 and (name == mpi-node or verified)",
    ])
    func `a condition does not hold`(text: String) throws {
        #expect(try !holds(text))
    }

    @Test func `a variable takes the type of its field`() throws {
        #expect(try holds("size == $s", variables: ["s": .size(ByteCount(2 << 30))]))
        #expect(throws: FGError.self) { try holds("size == $s", variables: ["s": .text("big")]) }
        #expect(throws: FGError.self) { try holds("size == $t") }
    }

    @Test func `rows without packages cannot be asked for them`() {
        #expect(throws: FGError.self) { try holds("package gcc") }
    }

    @Test(arguments: [
        ("abc", "a*c", true), ("abc", "a?c", true), ("abc", "*", true), ("abc", "a", false),
        ("", "*", true), ("aXbXc", "*X*c", true), ("ab", "a?b", false),
    ])
    func `patterns fit`(text: String, pattern: String, fits: Bool) {
        #expect(Glob.matches(text, pattern: pattern) == fits)
    }
}
