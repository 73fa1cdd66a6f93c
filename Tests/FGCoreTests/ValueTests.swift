import FGCore
import Testing

struct ValueTests {
    @Test(arguments: [
        ("4GiB", Int64(4) << 30), ("512MiB", 512 << 20), ("4G", 4 << 30), ("100kB", 100_000), ("17", 17),
        ("1.5KiB", 1536), ("0B", 0),
    ])
    func `a size is read with its unit`(text: String, bytes: Int64) {
        #expect(ByteCount(parsing: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "GiB", "4XB", "-4", "4 GiB", ".5GiB", "1.GiB", "9999999999GiB", "1.5", "1e3"])
    func `what is no size is refused`(text: String) {
        #expect(ByteCount(parsing: text) == nil)
    }

    @Test(arguments: [(Int64(0), "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (4 << 30, "4 GiB")])
    func `a size is rounded for people`(bytes: Int64, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func `a size literal reads back as the same number`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let size = ByteCount(Int64.random(in: 0...(1 << 50), using: &generator))
            #expect(ByteCount(parsing: size.literal) == size)
        }
    }

    @Test(arguments: [
        ("1970-01-01", Int64(0)), ("2026-09-01", 1_788_220_800), ("2024-02-29T12:30:05Z", 1_709_209_805),
        ("1969-12-31T23:59:59Z", -1), ("2000-01-01T00:00", 946_684_800),
    ])
    func `a time is read in UTC`(text: String, seconds: Int64) {
        #expect(Timestamp(parsing: text)?.seconds == seconds)
    }

    @Test(arguments: ["2026-13-01", "2026-02-30", "26-01-01", "2026-1-01", "2026-01-01T24:00", "x", ""])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test func `a time reads back from its text`() {
        for _ in 0..<1000 {
            let time = Timestamp(seconds: Int64.random(in: -60_000_000_000...200_000_000_000))
            #expect(Timestamp(parsing: time.description) == time)
        }
    }

    @Test(arguments: [
        ("1.0", "1.1"), ("1.0~rc1", "1.0"), ("1.0", "1.0a"), ("1.0a", "1.0+b"), ("9", "10"), ("1:0.1", "2:0"),
        ("2.0", "1:1.0"), ("1.0-1", "1.0-2"), ("1.0", "1.0-1"), ("1.0~~", "1.0~"), ("1.2.3", "1.2.10"),
    ])
    func `Debian versions are ordered as dpkg orders them`(older: String, newer: String) {
        #expect(DebianVersion(older) < DebianVersion(newer))
        #expect(!(DebianVersion(newer) < DebianVersion(older)))
    }

    @Test func `versions that dpkg holds equal are equal and hash alike`() {
        #expect(DebianVersion("1.0") == DebianVersion("1.0-0"))
        #expect(Set([DebianVersion("1.0"), DebianVersion("1.00-0"), DebianVersion("0:1.0")]).count == 1)
    }

    @Test func `the digest of no bytes is the published one`() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(Digest(of: [UInt8]()).description == empty)
    }

    @Test(arguments: ["sha256:12", "xyz", "sha256:" + String(repeating: "g", count: 64)])
    func `what is no digest is refused`(text: String) {
        #expect(throws: FGError.self) { try Digest(parsing: text) }
    }
}
