import FGCore
import Testing

@testable import FGGenerator

/// What holds for every form, shown on forms that do not do what they should.
struct ArtifactFormatTests {
    /// A form that says of itself what it is told to.
    private struct Pretender: ArtifactFormat {
        let name = "pretended"
        var programs: [(name: String, package: String)] = []
        var written = Digest(of: "one")
        var read: Result<Digest, FGError> = .success(Digest(of: "one"))

        func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
            try file.write("bytes")
            return ArtifactContent(written)
        }

        func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
            ArtifactContent(try read.get())
        }
    }

    private static func make(_ format: Pretender) async throws -> Digest {
        try await TemporaryFolder.with { folder in
            let source = ArtifactSource(
                name: "tests/disk:1",
                kind: .disk,
                file: folder / "disk.raw",
                digest: Digest(of: "disk"),
                epoch: Timestamp(seconds: 0),
                architecture: nil,
                scratch: folder
            ) { _ in }
            return try await format.make(from: source, to: folder / "new")
        }
    }

    @Test func `a form is made when it reads back as what was written`() async throws {
        #expect(try await Self.make(Pretender()) == Digest(of: "one"))
    }

    @Test func `other content or none that can be read is corrupt, and a full disk is a full disk`()
        async throws
    {
        let other = Pretender(read: .success(Digest(of: "two")))
        await #expect(throws: FGError.self) { try await Self.make(other) }
        for code in [FGError.Code.refused, .failed, .invalid, .corrupt] {
            let unreadable = Pretender(read: .failure(FGError(code, "nothing can be read")))
            let error = await #expect(throws: FGError.self) { try await Self.make(unreadable) }
            #expect(error?.code == .corrupt)
        }
        let full = Pretender(read: .failure(FGError(.quotaExceeded, "the disk is full")))
        let error = await #expect(throws: FGError.self) { try await Self.make(full) }
        #expect(error?.code == .quotaExceeded)
    }

    @Test func `a missing program is told with its package, before any work`() throws {
        let format = Pretender(programs: [(name: "no-such-program", package: "no-such-package")])
        let error = #expect(throws: FGError.self) { try format.requirePrograms() }
        #expect(error?.code == .unavailable)
        #expect(error?.hint == "apt-get install no-such-package")
    }

    @Test func `every form has a name of its own`() {
        #expect(Set(ArtifactFormats.names).count == ArtifactFormats.names.count)
        #expect(ArtifactFormats.names.contains("raw"))
        #expect(ArtifactFormats.named("nothing") == nil)
    }
}
