import FGCore
import FGGenerator
import Testing

struct TemplateDifferenceTests {
    private func facts(_ lines: String) throws -> [TemplateResolver.Fact] {
        let text = "template t {\n os debian bookworm\n\(lines)\n}"
        let level = try TemplateLevel(parsing: text, name: "t", folder: "/")
        return try TemplateResolver.resolve([level], arguments: [:]).facts
    }

    private func changes(_ old: String, _ new: String) throws -> [String] {
        try TemplateDifference(from: facts(old), to: facts(new)).changes.map {
            "\($0.subject): \($0.old?.text ?? "-") > \($0.new?.text ?? "-")"
        }
    }

    @Test func `a fact is added, removed or changed`() throws {
        #expect(
            try changes("package make gcc", "package make>=4 nano\nhostname a") == [
                "package gcc: package gcc > -", "package make: package make > package make>=4",
                "package nano: - > package nano", "hostname: - > hostname a",
            ]
        )
    }

    @Test func `the order of lines and comments make no difference`() throws {
        #expect(try changes("package a1 b1\nuser x", "user x # why\npackage b1 a1") == [])
    }

    @Test func `commands that changed places are a difference`() throws {
        #expect(
            try changes("run a\nrun b\nrun c", "run b\nrun a\nrun c").sorted() == [
                "run: - > run \"a\"", "run: run \"a\" > -",
            ]
        )
    }

    @Test func `what the disk implies is a difference, too`() throws {
        #expect(try changes("", "disk 2GiB").contains("package udev: - > package udev"))
    }
}
