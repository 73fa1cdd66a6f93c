import FGCore
import FGProcess

/// OCI image layouts, made by hand so that each can be wrong in one place.
enum OCIFixture {
    /// A member of a ustar archive; `size` says another than the content's.
    static func member(
        _ name: String,
        type: Character = "0",
        link: String = "",
        content: [UInt8] = [],
        size: Int? = nil
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, 0)
        for (offset, digits, value) in [
            (100, 7, 0o644), (108, 7, 0), (116, 7, 0), (124, 11, size ?? content.count), (136, 11, 0),
        ] {
            put(octal(value, digits), offset)
        }
        put("        ", 148)
        put(String(type), 156)
        put(link, 157)
        put("ustar", 257)
        put("00", 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
        return block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// An archive of members, with the two empty blocks at its end.
    static func archive(_ members: [[UInt8]]) -> [UInt8] {
        members.flatMap { $0 } + [UInt8](repeating: 0, count: 1024)
    }

    /// Writes a layout of one image; `diffIDs` says others than the digests of its layers.
    static func make(
        _ folder: FilePath,
        layers: [[UInt8]],
        compression: String = "",
        diffIDs: [Digest]? = nil
    ) async throws {
        let blobs = folder / "blobs" / "sha256"
        try blobs.makeFolder()
        func blob(_ bytes: [UInt8]) throws -> String {
            let digest = Digest(of: bytes)
            try (blobs / digest.hex).write(bytes)
            return "\"digest\":\"\(digest)\",\"size\":\(bytes.count)"
        }
        let type = "application/vnd.oci.image"
        var references: [String] = []
        for layer in layers {
            let packed = try await pack(layer, compression)
            let ending = compression.isEmpty ? "" : "+" + compression
            references.append("{\"mediaType\":\"\(type).layer.v1.tar\(ending)\",\(try blob(packed))}")
        }
        let listed = (diffIDs ?? layers.map { Digest(of: $0) }).map { "\"\($0)\"" }.joined(separator: ",")
        let root = "{\"type\":\"layers\",\"diff_ids\":[\(listed)]}"
        let configuration = try blob(
            Array("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":\(root)}".utf8)
        )
        let manifest = try blob(
            Array(
                """
                {"schemaVersion":2,"mediaType":"\(type).manifest.v1+json",
                "config":{"mediaType":"\(type).config.v1+json",\(configuration)},
                "layers":[\(references.joined(separator: ","))]}
                """.utf8
            )
        )
        try (folder / "oci-layout").write("{\"imageLayoutVersion\":\"1.0.0\"}")
        try (folder / "index.json").write(
            "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"\(type).manifest.v1+json\",\(manifest)}]}"
        )
    }

    private static func pack(_ bytes: [UInt8], _ compression: String) async throws -> [UInt8] {
        guard !compression.isEmpty else { return bytes }
        var command = Command(try Program.find(compression, package: compression), ["-c"])
        command.input = .bytes(bytes)
        return try await command.runChecked().output
    }
}
