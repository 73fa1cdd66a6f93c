import FGCore
import FGGenerator
import FGLanguage
import FGStorage
import Glibc
import Testing

/// Solves against the archive that the host itself uses.
@Suite(.serialized)
struct PackageSolverSlowTests {
    private static let now = Timestamp(seconds: 1_900_000_000)

    private let folder: TemporaryFolder
    private let solver: PackageSolver

    init() throws {
        folder = try TemporaryFolder()
        solver = PackageSolver(folder: folder.path, store: BlobStore(root: folder.path / "store")) { _ in }
    }

    private func template(_ packages: String, _ line: String = "") throws -> TemplateResolver.Resolution {
        let text = "template t {\n os debian bookworm\n package \(packages)\n \(line)\n}"
        return try TemplateResolver.resolve(
            [TemplateLevel(parsing: text, name: "t", folder: "/")],
            arguments: [:]
        )
    }

    @Test func `packages are pinned with all that they need, and a second time without asking`() async throws
    {
        let recipe = try await solver.solve(template("openssh-server"), refreshing: true, now: Self.now)
        let names = Set(recipe.packages.map(\.name))
        #expect(names.isSuperset(of: ["openssh-server", "libc6", "dpkg", "bash", "apt"]))
        #expect(recipe.packages.filter(\.isRequested).map(\.name) == ["openssh-server"])
        #expect(recipe.packages.first { $0.name == "bash" }?.isEssential == true)
        #expect(!recipe.indexes.isEmpty)
        // The chain from the signature to each package: every list is one that a signed index vouches for.
        let lists = recipe.indexes.flatMap { ($0.lists ?? [:]).values }
        #expect(!lists.isEmpty)
        for name in try (folder.path).entries() {
            let kept = folder.path / name / "lists"
            for list in try kept.isFolder ? kept.entries().filter({ $0.hasSuffix("_Packages") }) : [] {
                #expect(try lists.contains(Digest(ofFileAt: kept / list)))
            }
        }
        let again = try await solver.solve(
            template("openssh-server"),
            refreshing: false,
            now: Timestamp(seconds: 0)
        )
        #expect(again == recipe)
        let small = recipe.packages.filter { ["hostname", "mawk"].contains($0.name) }
        var part = recipe
        part.packages = small
        let store = BlobStore(root: folder.path / "store")
        try await PackageFetcher(store: store, scratch: folder.path / "scratch") { _ in }.fetch(part)
        for package in small { try store.verify(package.digest) }
    }

    @Test func `who reads an archive waits for nobody else who reads it, and for who changes it`()
        async throws
    {
        let now = Timestamp(seconds: Int64(time(nil)))
        _ = try await solver.solve(template("hostname"), refreshing: true, now: now)
        let places = try folder.path.entries().map { folder.path / $0 / "lock" }
        let place = try #require(places.first { $0.exists })
        let reader = try #require(try FileLock.tryAcquire(place, .shared))
        let recipe = try await solver.solve(template("mawk"), refreshing: false, now: now)
        #expect(recipe.packages.contains { $0.name == "mawk" })
        let refreshing = Task { try await solver.solve(template("mawk"), refreshing: true, now: now) }
        try await Task.sleep(for: .milliseconds(300))
        refreshing.cancel()
        await #expect(throws: CancellationError.self) { try await refreshing.value }
        withExtendedLifetime(reader) {}
    }

    @Test func `a misspelt package names the nearest`() async throws {
        let error = await #expect(throws: SourceError.self) {
            try await solver.solve(template("make openmpi-bim"), refreshing: true, now: Self.now)
        }
        #expect(error?.rendered.hasPrefix("t:3:15: error: no archive of debian bookworm has ") == true)
        #expect(error?.diagnostics.first?.hint?.contains("openmpi-bin") == true)
    }

    @Test func `all that no archive has is named at its place`() async throws {
        let error = await #expect(throws: SourceError.self) {
            try await solver.solve(
                template("no-such-a make>=99 -no-such-b", "kernel no-such-c\n disk 1GiB"),
                refreshing: true,
                now: Self.now
            )
        }
        let places = error?.diagnostics.compactMap { error?.source.place(of: $0.range) }
        #expect(places == ["t:3:10", "t:3:20", "t:3:29", "t:4:2"])
    }

    /// The version of gcc has an epoch, which nobody means by 99.
    @Test(arguments: ["make>=99", "gcc>=99", "make=1.0"])
    func `a bound that no version meets says which there is`(_ request: String) async throws {
        let error = await #expect(throws: SourceError.self) {
            try await solver.solve(template(request), refreshing: true, now: Self.now)
        }
        #expect(error?.diagnostics.first?.hint?.hasPrefix("it has ") == true)
    }

    @Test func `packages that exclude each other are named`() async throws {
        let error = await #expect(throws: SourceError.self) {
            try await solver.solve(template("systemd-sysv sysvinit-core"), refreshing: true, now: Self.now)
        }
        #expect(error?.rendered.contains("t:3:10: error: ") == true)
        #expect(error?.rendered.contains("systemd-sysv: Conflicts: sysvinit-core") == true)
    }

    @Test func `a disk that the packages cannot fit on is refused before the build`() async throws {
        let error = await #expect(throws: SourceError.self) {
            try await solver.solve(template("openssh-server", "disk 400MiB"), refreshing: true, now: Self.now)
        }
        #expect(error?.rendered.hasPrefix("t:4:2: error: ") == true)
        #expect(error?.diagnostics.first?.hint?.hasPrefix("make the disk larger, at least: disk ") == true)
    }
}
