import FGCatalog
import FGCore
import FGDatabase
import FGLanguage
import Testing

/// That the catalog finds the images that a filter of all of them keeps.
struct ConditionCompilerTests {
    private let fixture: CatalogFixture
    private let versions: [ImageVersion]

    init() throws {
        fixture = try CatalogFixture()
        for (index, name) in ["a", "b", "cafe\u{301}", "caf\u{e9}"].enumerated() {
            let version = try fixture.add(name) {
                $0.release = index == 1 ? nil : "bookworm"
                $0.kernel = index == 0 ? "6.1.10" : index == 1 ? "6.1.9" : nil
            }
            if index < 2 {
                _ = try fixture.catalog.tag(version.imageID, adding: ["t\(index)", "t"], removing: [])
                for channel in ["c\(index)", "stable"] {
                    _ = try fixture.catalog
                        .moveChannel(channel, to: version, by: "ada", at: CatalogFixture.now)
                }
            }
            if index == 2 {
                try fixture.catalog.move(version.id, from: .built, to: .verified, reason: nil)
            }
        }
        versions = try fixture.catalog.list(where: nil, extent: .all, project: "ada", now: CatalogFixture.now)
    }

    private func expectAgreement(_ text: String, _ about: String = "") throws {
        let parsed = Parser.parse(Source(name: "t", text: "image list where " + text))
        guard parsed.diagnostics.isEmpty, let statement = parsed.script.statements.first,
            case .pipeline(let pipeline) = statement.kind
        else {
            Issue.record("\(about) no condition: \(text.prefix(200))")
            return
        }
        let condition = try #require(pipeline.command.condition)
            .resolved(fields: Catalog.imageFields, user: "ada")
        let found = try fixture.catalog
            .list(where: condition, extent: .newest, project: "ada", now: CatalogFixture.now)
        let evaluator = ConditionEvaluator(condition, now: CatalogFixture.now)
        let kept = try versions.filter { version in try evaluator.matches { Self.value($0, of: version) } }
        #expect(found.map(\.name) == kept.map(\.name), "\(about) \(text.prefix(500))")
    }

    private static func value(_ field: String, of version: ImageVersion) -> Value? {
        switch field {
        case "name": .text(version.name)
        case "release": version.release.map { .text($0) }
        case "kernel": version.kernel.map { .version(DebianVersion($0)) }
        case "size": .size(version.size)
        case "created": .date(version.created)
        case "used": version.used.map { .date($0) }
        case "uses": .integer(Int64(version.uses))
        case "tag": .list(version.tags.map { .text($0) })
        case "channel": .list(version.channels.map { .text($0) })
        case "digest": .text(version.manifest.description)
        case "verified": .bool(version.isDeployable)
        default: nil
        }
    }

    @Test(arguments: [
        "name in (a, b, x)", "not name in (a, b)", "release in (bookworm)", "not release in (bookworm)",
        "kernel in (6.1.10, 6.1.9-0)", "not kernel in (6.1.10)", "tag in (t0, x)", "not tag in (t0, t1)",
        "tag != t", "tag ~ t?", "not (tag != t or verified)", "size in (4B, 1GiB)",
        "verified in (true, false)", "channel == stable", "channel != c0", "channel ~ c?",
        "channel in (c0, x)", "not channel in (c0, c1)", "not channel == stable or channel == c1",
        "verified in (false)", "created in (0s, 1d)", "created < 1d", "used > 0s", "uses in (0, 1)",
        "property.x in (1, 2)", "name == caf\u{e9}", "name == cafe\u{301}", "name ~ caf?",
        "name ~ '[\u{301}*'",
        "digest ~ \"sha256:*\"", "not (verified == true and uses == 0)", "not not not verified",
    ])
    func `a condition finds what a filter keeps`(condition: String) throws {
        try expectAgreement(condition)
    }

    @Test func `an image is found by the digest that is shown`() throws {
        let version = try #require(versions.first)
        #expect(try fixture.names(where: "digest == \(version.manifest.description)") == ["a:1"])
    }

    @Test(arguments: ["and", "or"])
    func `a long chain is no limit`(junction: String) throws {
        let terms = ["name != x", "not tag == t9", "kernel >= 6.1.9", "release == bookworm and uses == 0"]
        let half = (0..<(Parser.termLimit / 5 * 4)).map { terms[$0 % 4] }
        try expectAgreement(half.joined(separator: " \(junction) "))
        let groups = (0..<(Parser.termLimit / 5)).map { "(\(terms[$0 % 3]) or not (verified and uses == 1))" }
        try expectAgreement(groups.joined(separator: " \(junction) "))
    }

    @Test func `deep nesting and long lists are no limit`() throws {
        let names = (0..<Parser.valueLimit).map { "n\($0)" }.dropLast().joined(separator: ",")
        for field in ["name", "kernel", "tag", "property.x"] {
            try expectAgreement("\(field) in (\(names),a)")
            try expectAgreement("not \(field) in (\(names),a)")
        }
        try expectAgreement(String(repeating: "not ", count: 63) + "verified")
        for (open, close) in [
            ("(verified or ", " and uses == 0)"), ("(uses == 0 and ", " or verified)"),
            ("not (verified or ", ")"), ("not (tag == t0 or ", " and tag != t9)"), ("(uses == 1 or ", ")"),
        ] {
            let deep = String(repeating: open, count: 62) + "name == a" + String(repeating: close, count: 62)
            try expectAgreement(deep)
            try expectAgreement("\(deep) and \(deep) or not (\(deep) or \(deep))")
        }
    }

    @Test func `random conditions find what a filter keeps`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = RandomCondition(seed: seed)
        for _ in 0..<150 { try expectAgreement(random.text(), "seed \(seed):") }
    }
}

/// Makes conditions as large and as deep as the language lets them be.
private struct RandomCondition {
    private var generator: SeededGenerator
    private var terms = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func text() -> String {
        terms = [3, 10, 100, 400].randomElement(using: &generator) ?? 3
        return node(0)
    }

    private mutating func node(_ depth: Int) -> String {
        terms -= 1
        guard terms > 0, depth < 60 else { return term() }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return term()
        case 1: return "not (" + node(depth + 1) + ")"
        default:
            let junction = Bool.random(using: &generator) ? " and " : " or "
            let sides = [node(depth + 1), depth % 3 == 0 ? node(depth + 1) : term()]
            let swapped = Bool.random(using: &generator) ? sides : sides.reversed()
            return "(" + swapped.joined(separator: junction) + ")"
        }
    }

    private mutating func term() -> String {
        let terms = [
            "name == a", "name != b", "name ~ c*", "name in (a, b)", "verified", "not verified", "tag == t",
            "tag != t0", "tag in (t0, t1)", "kernel > 6.1.9", "kernel == 6.1.10", "used > 1d", "created < 1d",
            "size <= 4B", "uses == 0", "release == bookworm", "release != bookworm", "property.x == 1",
            "channel == stable", "channel != c1", "channel in (c0, c1)",
        ]
        return terms.randomElement(using: &generator) ?? "verified"
    }
}

/// A generator whose numbers follow from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
