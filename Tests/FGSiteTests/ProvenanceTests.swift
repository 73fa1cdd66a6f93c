import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGMachine
import FGProcess
import FGStorage
import FoundationEssentials
import Testing

@testable import FGSite

/// Bills of materials and provenance of versions, checked with the official validators.
struct ProvenanceTests {
    private static let root = FilePath(#filePath).parent.parent.parent
    private static let python = root / ".build/validators/bin/python3"
    private static let reference = "a"

    /// A site with an image `a` whose recipe needs packages with odd names, and what its archive would give.
    private static func session(_ folder: FilePath) throws -> Session {
        let session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
        let services = try session.services()
        var template = ResolvedTemplate(name: "t", os: "debian", release: "bookworm", architecture: "amd64")
        template.files = [ResolvedTemplate.File(path: "/etc/motd", content: Digest(of: "motd"))]
        let names = [("g++", "4:12.2.0-3"), ("libstdc++6", "12.2.0-14+deb12u1"), ("p", "1:1.0~rc1+dfsg-1")]
        var recipe = Recipe(
            template: template,
            templateDigest: Digest(of: "template"),
            packages: names.map { name, version in
                Recipe.Package(
                    name: name,
                    version: version,
                    architecture: "amd64",
                    digest: Digest(of: name),
                    size: 1,
                    uri: "http://someone:secret@archive.example/debian/pool/\(name).deb",
                    isEssential: false,
                    isRequested: true
                )
            },
            indexes: [
                Recipe.Index(
                    uri: "archive.example_debian_dists_bookworm",
                    suite: "bookworm",
                    digest: Digest(of: "InRelease")
                )
            ],
            sources: [
                ArchiveSource(
                    uri: "http://archive.example/debian/",
                    suites: ["bookworm"],
                    components: ["main"]
                )
            ],
            epoch: Timestamp(seconds: 0),
            tools: ["fgshell": "0.2.0", "mmdebstrap": "1.3.5"]
        )
        recipe.base = Recipe.Base(
            kind: .registry,
            source: "registry.example/bases/debian:12",
            format: .tar,
            digest: Digest(of: "base"),
            documents: [Digest(of: "base"), Digest(of: "configuration")],
            layers: [
                Recipe.Base.Layer(
                    digest: Digest(of: "layer"),
                    size: 1,
                    mediaType: "application/vnd.oci.image.layer.v1.tar"
                )
            ],
            packages: [Recipe.Base.Package(name: "bash", version: "5.2", architecture: "amd64")],
            newest: Timestamp(seconds: 0)
        )
        let base = try services.store.ingest([1, 2, 3])
        var manifest = Manifest(
            project: "tests",
            name: reference,
            owner: session.user,
            created: Timestamp(seconds: 1_700_000_000),
            artifacts: [Manifest.Artifact(role: "base", format: "raw", digest: base.digest, size: base.size)]
        )
        manifest.template = "t:1"
        manifest.recipe = try services.store.ingest(try CanonicalJSON.encode(recipe)).digest
        _ = try services.catalog.add(manifest)
        return session
    }

    private static func image(_ name: String = reference) throws -> ImageReference {
        try ImageReference(parsing: name)
    }

    /// What the official validator of a kind of document says against one.
    private static func objections(
        _ kind: String,
        _ document: String,
        in folder: FilePath,
        key: String? = nil
    )
        async throws -> String
    {
        try (folder / "document.\(kind).json").write(document)
        var words = [
            (root / "Tests/Support/validate-documents.py").string, kind,
            (folder / "document.\(kind).json").string,
        ]
        if let key {
            try (folder / "key.pem").write(key)
            words.append((folder / "key.pem").string)
        }
        let result = try await Command(Program(name: "python3", path: python), words).run()
        return result.status == 0 ? result.outputText : result.errorText
    }

    @Test(.enabled(if: python.exists, "Tests/Support/install-validators.sh has not run"))
    func `the official validators find nothing wrong with bills of materials and provenance`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let spdx = try await session.images.billOfMaterials(Self.image(), as: .spdx)
            #expect(try await Self.objections("spdx", spdx, in: folder) == "")
            let cyclonedx = try await session.images.billOfMaterials(Self.image(), as: .cyclonedx)
            #expect(try await Self.objections("cyclonedx", cyclonedx, in: folder) == "")
            let bare = try await session.images.provenance(Self.image())
            #expect(try await Self.objections("provenance", bare, in: folder) == "")
            guard case .text(let key)? = try await session.makeSigningKey(.real)["public"] else {
                Issue.record("the site has no key")
                return
            }
            let signed = try await session.images.provenance(Self.image())
            #expect(try await Self.objections("provenance", signed, in: folder, key: key) == "")
            // And they do look.
            let broken = spdx.replacing("SPDXRef-Image", with: "SPDXRef_Image")
            #expect(try await Self.objections("spdx", broken, in: folder) != "")
            let other = String(decoding: try SigningKey.make().publicPEM(), as: UTF8.self)
            #expect(
                try await Self.objections("provenance", signed, in: folder, key: other)
                    == "the signature is not good\n"
            )
        }
    }

    @Test(.enabled(if: python.exists, "Tests/Support/install-validators.sh has not run"))
    func `an imported image has valid documents too`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try (folder / "i.raw").write([UInt8](repeating: 5, count: 1 << 16))
            let request = ImageImportRequest(file: folder / "i.raw", name: "i", expected: nil, format: nil)
            _ = try await session.images.importImage(request) { _ in }
            for form in ImageService.BillOfMaterials.allCases {
                let document = try await session.images.billOfMaterials(Self.image("i"), as: form)
                #expect(try await Self.objections(form.rawValue, document, in: folder) == "")
            }
            let statement = try await session.images.provenance(Self.image("i"))
            #expect(try await Self.objections("provenance", statement, in: folder) == "")
            #expect(statement.contains("image-import:v1"))
        }
    }

    @Test func `the same version has the same documents in another session, and no password is in them`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let again = try Session(location: session.location, project: "tests")
            _ = try await session.makeSigningKey(.real)
            for form in ImageService.BillOfMaterials.allCases {
                let document = try await session.images.billOfMaterials(Self.image(), as: form)
                #expect(try await again.images.billOfMaterials(Self.image(), as: form) == document)
                #expect(document.contains(Digest(of: "g++").hex) && !document.contains("secret"))
                #expect(document.contains(Digest(of: "base").hex) && document.contains("bash"))
            }
            let signed = try await session.images.provenance(Self.image())
            #expect(try await again.images.provenance(Self.image()) == signed)
        }
    }

    @Test func `provenance names every input with its digest, and the archive's index with its address`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let statement = try await session.images.provenance(Self.image())
            for input in [
                "g++", "libstdc++6", "p", "InRelease", "motd", "template", "base", "configuration", "layer",
            ] {
                #expect(statement.contains(Digest(of: input).hex), "\(input)")
            }
            #expect(statement.contains("http://archive.example/debian/dists/bookworm/InRelease"))
            #expect(statement.contains(Digest(of: [1, 2, 3]).hex) && !statement.contains("secret"))
        }
    }

    @Test func `a signed provenance is verified, and one that is changed or of another image is not`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            _ = try await session.makeSigningKey(.real)
            let file = folder / "p.json"
            let signed = try await session.images.provenance(Self.image())
            try file.write(signed)
            #expect(
                try await session.images.verifyProvenance(Self.image(), in: file)["result"]
                    == .text("verified")
            )
            try (folder / "i.raw").write([UInt8](repeating: 5, count: 1 << 16))
            let request = ImageImportRequest(file: folder / "i.raw", name: "i", expected: nil, format: nil)
            _ = try await session.images.importImage(request) { _ in }
            await #expect(throws: FGError.self) {
                try await session.images.verifyProvenance(Self.image("i"), in: file)
            }
            var envelope = try CanonicalJSON.decode(SignedEnvelope.self, from: Array(signed.utf8))
            let payload = try #require(Data(base64Encoded: envelope.payload))
            let changed = String(decoding: payload, as: UTF8.self).replacing("t:1", with: "t:2")
            envelope.payload = Base64.encode(Array(changed.utf8))
            try file.write(try CanonicalJSON.encode(envelope))
            let error = await #expect(throws: FGError.self) {
                try await session.images.verifyProvenance(Self.image(), in: file)
            }
            #expect(error?.code == .unverified)
        }
    }

    @Test func `a site's key is made once, is its owner's alone, and one that others can read is refused`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            #expect(try await session.makeSigningKey(.rehearsal)["result"] == .text("made"))
            #expect(!session.location.signingKey.exists)
            let made = try await session.makeSigningKey(.real)
            #expect(session.location.signingKey.status()?.permissions == 0o600)
            let kept = try await session.makeSigningKey(.real)
            #expect(kept["result"] == .text("kept") && kept["public"] == made["public"])
            try session.location.signingKey.write(
                try session.location.signingKey.readBytes(),
                permissions: 0o644
            )
            let error = await #expect(throws: FGError.self) {
                try await session.images.provenance(Self.image())
            }
            #expect(error?.code == .denied)
        }
    }

    @Test func `a document is never written over a file that is there`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let file = folder / "a.json"
            _ = try session.images.write("first", to: file, .rehearsal)
            #expect(!file.exists)
            _ = try session.images.write("first", to: file, .real)
            #expect(throws: FGError.self) { try session.images.write("second", to: file, .real) }
            #expect(try file.readText() == "first")
        }
    }

    @Test func `type and payload are signed as DSSE has it`() {
        // The example of the protocol's own text.
        let bytes = SignedEnvelope.authenticated(
            Array("hello world".utf8),
            type: "http://example.com/HelloWorld"
        )
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        )
    }

    @Test(arguments: [
        ("curl", "7.50.3-1", "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=bookworm"),
        ("g++", "4:12.2~a+b", "pkg:deb/debian/g%2B%2B@4:12.2~a%2Bb?arch=i386&distro=bookworm"),
        ("x", "1 é%", "pkg:deb/debian/x@1%20%C3%A9%25?arch=i386&distro=bookworm"),
    ])
    func `a package URL escapes what it must`(_ name: String, _ version: String, _ expected: String) {
        let url = PackageURL(
            form: .deb,
            distribution: "Debian",
            name: name,
            version: version,
            architecture: "i386",
            release: "bookworm"
        )
        #expect(url.description == expected)
    }

    @Test func `the package URL of an RPM package keeps capitals and has its epoch apart`() {
        let url = PackageURL(
            form: .rpm,
            distribution: "Rocky",
            name: "NetworkManager",
            version: "1:1.42-3.el9",
            architecture: "x86_64",
            release: "9"
        )
        #expect(
            url.description == "pkg:rpm/rocky/NetworkManager@1.42-3.el9?arch=x86_64&distro=rocky-9&epoch=1"
        )
    }

    @Test(arguments: [
        ("http://a.b/c@d", "http://a.b/c@d"), ("https://u:p@a.b/c", "https://a.b/c"),
        ("http://u:p@q@a.b", "http://a.b"), ("file:/home/ada/p.deb", nil), ("copy:/x", nil),
    ])
    func `an address for others has no password and no file of this machine`(
        _ uri: String,
        _ expected: String?
    ) {
        #expect(PublicURI.of(uri) == expected)
    }

    @Test(arguments: [("g++", "g-2B-2B"), ("a_b~c:d", "a-5Fb-7Ec-3Ad"), ("libc6.1-dev", "libc6.1-dev")])
    func `an SPDX identifier has only the signs that it may have`(_ name: String, _ expected: String) {
        #expect(SPDXDocument.identifier(name) == expected)
    }
}
