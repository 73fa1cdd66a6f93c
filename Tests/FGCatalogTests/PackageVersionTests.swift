import FGCatalog
import FGCore
import FGProcess
import Testing

/// That versions of packages are ordered as the program that manages the packages does.
struct PackageVersionTests {
    @Test(arguments: [
        ("package openssl >= 3.0.7-27.1.el9", ["debian:1", "rocky:1"]),
        ("package openssl > 3.0.7-27.1.el9", []), ("package openssl > 3.0.7-27.el9", ["rocky:1"]),
        ("package openssl == 3.0.7", ["rocky:1"]), ("package openssl > 3.0.7", ["debian:1"]),
        ("package git >= 2.50", ["rocky:1"]), ("package git < 2.50^1", ["rocky:1"]),
    ])
    func `conditions compare versions by the rules of what manages a package`(
        condition: String,
        expected: [String]
    ) throws {
        let fixture = try CatalogFixture()
        try fixture.add("debian", packages: ["openssl": "3.0.7-27.1.el9"]) { $0.os = "debian" }
        try fixture.add("rocky") {
            $0.os = "rocky"
            $0.packages = [("openssl", "3.0.7-27.1.el9"), ("git", "2.50-1")].map {
                Manifest.Package(name: $0, version: $1, architecture: "x86_64")
            }
        }
        #expect(try fixture.names(where: condition) == expected)
    }

    @Test func `rpm orders versions in the same way`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pieces = ["0", "1", "9", "10", "007", "a", "b", "rc", "El", ".", "..", "_", "+", "~", "^", "~~"]
        func part() -> String {
            (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
        }
        func version() -> String {
            let epoch = Int.random(in: 0...4, using: &generator)
            return (epoch < 2 ? "\(epoch):" : "") + part() + "-" + part()
        }
        let pairs = (0..<500).map { _ in (version(), version()) }
        let calls = pairs.map { "print(rpm.vercmp('\($0)', '\($1)') .. ' ')" }.joined(separator: "\n")
        let rpm = try Program.find("rpm", package: "rpm")
        let answer = try await Command(rpm, ["--eval", "%{lua:\(calls)}"]).runChecked().outputText
        let orders = answer.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(orders.count == pairs.count, "\(answer.prefix(500))")
        for (pair, order) in zip(pairs, orders) {
            let ours = PackageVersionOrder.compare(pair.0, pair.1, architecture: "noarch").signum()
            #expect(ours == order, "seed \(seed): \(pair)")
        }
    }
}
