import Testing

@testable import FGGenerator

/// The division of chosen packages into stages.
struct StagePlanTests {
    /// Packages as `name: depends; pre-depends; provides`.
    private static func plan(_ packages: [String: String]) -> StagePlan {
        StagePlan(
            packages.mapValues { text in
                let fields = text.split(separator: ";", omittingEmptySubsequences: false)
                func field(_ index: Int) -> [[String]] {
                    index < fields.count ? PackageRelations.names(in: fields[index]) : []
                }
                return PackageRelations(
                    depends: field(0),
                    preDepends: field(1),
                    provides: field(2).flatMap { $0 }
                )
            }
        )
    }

    private static let packages = [
        "libc": "", "dpkg": "libc", "systemd": "libmount;libc", "libmount": "libc", "ssh": "libssl, systemd",
        "libssl": "libc", "tree": "libc", "python": "libpython, mime", "libpython": "libssl",
        "media": ";;mime",
    ]

    @Test func `every package is in one stage, and needs nothing of a later one`() {
        let stages = Self.plan(Self.packages).stages(
            base: ["dpkg", "libc"],
            system: ["systemd"],
            requested: ["ssh", "python", "tree"]
        )
        #expect(stages.map(\.name) == ["base", "system", "ssh", "python", "tree"])
        #expect(
            stages.map { $0.batches.joined().sorted() } == [
                ["dpkg", "libc"], ["libmount", "systemd"], ["libssl", "ssh"],
                ["libpython", "media", "python"],
                ["tree"],
            ]
        )
    }

    @Test func `a package more at the end leaves the stages before it as they are`() {
        let plan = Self.plan(Self.packages)
        let before = plan.stages(base: ["dpkg"], system: ["systemd"], requested: ["ssh"])
        let after = plan.stages(base: ["dpkg"], system: ["systemd"], requested: ["ssh", "tree"])
        #expect(after.prefix(3) == before.prefix(3))
    }

    @Test func `what must be configured before another package is unpacked is in an earlier batch`() {
        let plan = Self.plan(["a": ";b", "b": "c", "c": "", "d": "a"])
        let stages = plan.stages(base: [], system: [], requested: ["d"])
        #expect(stages.map(\.batches) == [[["c", "b"], ["a", "d"]]])
    }

    @Test func `packages that need each other are unpacked together`() {
        let plan = Self.plan(["a": "b", "b": "c", "c": "a;a", "d": ";a"])
        let stages = plan.stages(base: [], system: [], requested: ["d"])
        #expect(stages.map(\.batches) == [[["a", "b", "c"], ["d"]]])
    }

    @Test func `requested packages beyond the eighth share stages by eights`() {
        let names = (10..<30).map { "p\($0)" }
        let plan = Self.plan(Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
        let stages = plan.stages(base: [], system: [], requested: names)
        #expect(stages.map { $0.batches.joined().count } == [1, 1, 1, 1, 1, 1, 1, 1, 8, 4])
        #expect(stages[8].name == "p18 and 7 more")
    }

    @Test func `what nothing leads to comes last`() {
        let stages = Self.plan(["a": "", "b": ""]).stages(base: [], system: [], requested: ["b"])
        #expect(stages.map(\.name) == ["b", "others"])
    }

    @Test func `a chain of a hundred thousand packages is no problem`() {
        let count = 100_000
        var packages = ["p\(count)": ""]
        for number in 0..<count { packages["p\(number)"] = "p\(number + 1)" }
        let stages = Self.plan(packages).stages(base: [], system: [], requested: ["p0"])
        #expect(stages.count == 1)
        #expect(stages[0].batches[0].first == "p\(count)")
        #expect(stages[0].batches[0].last == "p0")
    }

    @Test func `names of a relation stand without versions, architectures and qualifiers`() {
        let field = "libc6 (>= 2.36), python3:any (>= 3.11~), default-mta | mail-transport-agent, x [amd64]"
        let names = PackageRelations.names(in: field)
        #expect(names == [["libc6"], ["python3"], ["default-mta", "mail-transport-agent"], ["x"]])
    }
}
