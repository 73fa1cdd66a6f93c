import FGCore
import Testing

@testable import FGGenerator

/// The parts of a Debian package file.
struct DebianPackageTests {
    private static func member(_ name: String, _ content: String, size: String? = nil) -> [UInt8] {
        func field(_ text: String, _ length: Int) -> String {
            text + String(repeating: " ", count: length - text.utf8.count)
        }
        let header =
            field(name, 16) + field("1700000000", 12) + field("0", 6) + field("0", 6) + field("100644", 8)
            + field(size ?? "\(content.utf8.count)", 10) + "`\n"
        return Array((header + content + (content.utf8.count % 2 == 1 ? "\n" : "")).utf8)
    }

    private static func package(_ members: [[UInt8]], magic: String = "!<arch>\n") async throws
        -> DebianPackage
    {
        try await TemporaryFolder.with { folder in
            try (folder / "a.deb").write(Array(magic.utf8) + members.joined())
            return try DebianPackage(folder / "a.deb")
        }
    }

    private static let version = member("debian-binary", "2.0\n")

    @Test func `the parts are found behind their headers`() async throws {
        let package = try await Self.package([
            Self.version, Self.member("control.tar.xz", "abc"), Self.member("data.tar.zst", "files"),
        ])
        #expect(package.made == Timestamp(seconds: 1_700_000_000))
        #expect(package.control.name == "control.tar.xz")
        #expect(package.data.name == "data.tar.zst")
        #expect(try package.file.read(5, at: package.data.bytes.lowerBound) == Array("files".utf8))
    }

    @Test(arguments: ["empty", "magic", "order", "short", "negative", "no number", "long"])
    func `what is no package is refused`(_ flaw: String) async throws {
        let control = Self.member("control.tar", "abc")
        let parts: [[UInt8]] =
            switch flaw {
            case "empty": []
            case "order": [Self.version, Self.member("data.tar", "x"), control]
            case "short": [Self.version, control]
            case "negative": [Self.version, control, Self.member("data.tar", "x", size: "-60")]
            case "no number": [Self.version, control, Self.member("data.tar", "x", size: "x")]
            case "long": [Self.version, control, Self.member("data.tar", "x", size: "9999999999")]
            default: [Self.version, control, Self.member("data.tar", "x")]
            }
        let error = await #expect(throws: FGError.self) {
            try await Self.package(parts, magic: flaw == "magic" ? "!<arcH>\n" : "!<arch>\n")
        }
        #expect(error?.code == .corrupt)
    }
}
