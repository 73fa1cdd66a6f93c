import FGCore
import FGInspect
import FGProcess

/// Asks a registry for images, by skopeo.
struct RegistryClient {
    /// `HOST/REPOSITORY:TAG` or `HOST/REPOSITORY@sha256:…`.
    let address: String
    /// Whether the registry is asked without TLS.
    let isPlain: Bool
    /// Debian's name of the architecture.
    let architecture: String

    private static let deadline = Duration.seconds(3600)
    private static let documentLimit = 4 << 20

    /// The digest of the manifest that the address means now, for the architecture.
    ///
    /// - Throws: `unavailable` when the registry does not answer with one, or skopeo is missing.
    func manifestDigest() async throws -> Digest {
        var command = try command(["inspect", "--raw"] + tls("--tls-verify") + ["docker://\(address)"])
        command.output = .capture(limit: Self.documentLimit)
        command.deadline = .seconds(120)
        let bytes = try await run(command).output
        let index = try? CanonicalJSON.decode(OCIIndex.self, from: bytes)
        guard let manifests = index?.manifests else { return Digest(of: bytes) }
        let platform = StoredBase.platform(of: architecture)
        let fitting = manifests.first { $0.platform?.os == "linux" && $0.platform?.architecture == platform }
        guard let fitting else {
            throw FGError(
                .invalid,
                "the registry has no \(address) for linux/\(platform)",
                subject: address
            )
        }
        return try Digest(parsing: fitting.digest)
    }

    /// Fetches an image by the digest of its manifest; gives the folder of an OCI layout with it.
    ///
    /// - Throws: `unavailable` as above.
    func fetch(_ digest: Digest, to folder: FilePath) async throws -> FilePath {
        let copied = folder / "image"
        let platform = ["--override-os", "linux", "--override-arch", StoredBase.platform(of: architecture)]
        var command = try command(
            platform + ["copy", "--quiet", "--preserve-digests"] + tls("--src-tls-verify")
                + ["docker://\(repository)@\(digest)", "dir:\(copied)"]
        )
        command.environment["TMPDIR"] = folder.string
        command.deadline = Self.deadline
        _ = try await run(command)
        return try layout(of: copied, digest, at: folder / "layout")
    }

    /// The address without tag or digest.
    private var repository: String {
        let bare = address.prefix { $0 != "@" }
        guard let slash = bare.lastIndex(of: "/"), let colon = bare[slash...].lastIndex(of: ":") else {
            return String(bare)
        }
        return String(bare[..<colon])
    }

    private func tls(_ option: String) -> [String] { isPlain ? ["\(option)=false"] : [] }

    private func command(_ arguments: [String]) throws -> Command {
        let policy = [
            "/etc/containers/policy.json",
            ProcessEnvironment.variable("HOME").map { "\($0)/.config/containers/policy.json" },
        ]
        .compactMap { $0 }
        // Where nobody says which signatures are wanted, the digest is what is trusted.
        let isUnsaid = !policy.contains { FilePath($0).exists }
        var command = Command(
            try Program.find("skopeo", package: "skopeo"),
            (isUnsaid ? ["--insecure-policy"] : []) + arguments
        )
        for name in [
            "HOME", "XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
            "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
        ] {
            if let value = ProcessEnvironment.variable(name) { command.environment[name] = value }
        }
        return command
    }

    private func run(_ command: Command) async throws -> CommandResult {
        let result = try await command.run()
        guard result.status == 0 else {
            let error = command.failure(result)
            guard error.code != .quotaExceeded else { throw error }
            let line = result.lastErrorLine ?? "no message"
            // skopeo logs in the form `time="…" level=fatal msg="…"`.
            let said = line.firstRange(of: "msg=\"").map { String(line[$0.upperBound...].dropLast()) } ?? line
            let reason = said.replacing("\\\"", with: "\"").replacing(
                "Error parsing image name \"docker://\(address)\": ",
                with: ""
            )
            let isPlainHTTP = said.contains("HTTP response to HTTPS client")
            throw FGError(
                .unavailable,
                "the registry does not give \(address): \(reason)",
                subject: address,
                hint: isPlainHTTP
                    ? "add tls=no if it is to be asked without TLS" : "skopeo inspect docker://\(address)"
            )
        }
        return result
    }

    private struct OCIIndex: Decodable {
        struct Platform: Decodable {
            let os: String?
            let architecture: String?
        }

        struct Entry: Decodable {
            let digest: String
            let platform: Platform?
        }

        let manifests: [Entry]
    }

    private struct Manifest: Decodable {
        let mediaType: String?
    }

    private struct Layout: Encodable {
        struct Entry: Encodable {
            let digest: Digest
            let mediaType: String
            let size: Int64
        }

        struct Index: Encodable {
            let manifests: [Entry]
            let schemaVersion = 2
        }

        let imageLayoutVersion = "1.0.0"
    }

    /// Gives what skopeo fetched the form of a layout, which is what is checked.
    private func layout(of copied: FilePath, _ digest: Digest, at place: FilePath) throws -> FilePath {
        let blobs = place / "blobs" / "sha256"
        try blobs.makeFolder(permissions: 0o700)
        let document = try (copied / "manifest.json").readBytes(limit: Self.documentLimit)
        guard Digest(of: document) == digest else {
            throw FGError(.refused, "the registry gave another manifest than \(digest)", subject: address)
        }
        for name in try copied.entries() where name.count == 64 {
            try (copied / name).rename(to: blobs / name)
        }
        try (copied / "manifest.json").rename(to: blobs / digest.hex)
        let type = (try? CanonicalJSON.decode(Manifest.self, from: document))?.mediaType
        let entry = Layout.Entry(
            digest: digest,
            mediaType: type ?? "application/vnd.oci.image.manifest.v1+json",
            size: Int64(document.count)
        )
        try (place / "index.json").write(try CanonicalJSON.encode(Layout.Index(manifests: [entry])))
        try (place / "oci-layout").write(try CanonicalJSON.encode(Layout()))
        return place
    }
}
