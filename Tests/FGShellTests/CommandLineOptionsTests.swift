import FGCommands
import FGCore
import Testing

@testable import FGShell

struct CommandLineOptionsTests {
    /// The words of the command, and the options.
    private func read(_ line: String) throws -> String {
        let options = try CommandLineOptions(line.split(separator: " ").map(String.init))
        guard case .words(let words) = options.action else { return "\(options.action)" }
        let values = [options.format?.rawValue, options.site?.string, options.project].map { $0 ?? "-" }
        return (words + [":"] + values + (options.isReadOnly ? ["read-only"] : [])).joined(separator: " ")
    }

    @Test(arguments: [
        ("--format json image list", "image list : json - -"),
        ("--format=json image list", "image list : json - -"),
        ("--site=/s --project=p image list", "image list : - /s p"),
        ("image list --format=json", "image list : json - -"),
        ("image list --format json", "image list : json - -"),
        ("image list --format json where verified", "image list where verified : json - -"),
        ("image list --all --site=/s where os == a", "image list --all where os == a : - /s -"),
        ("image list --read-only --project p | count", "image list | count : - - p read-only"),
        ("image import a.raw --format raw", "image import a.raw --format raw : - - -"),
        ("image import a.raw --format=raw --format json", "image import a.raw --format=raw : json - -"),
        ("rain a on local -- ls --format json", "rain a on local -- ls --format json : - - -"),
        ("echo a=b --x=y", "echo a=b --x=y : - - -"),
    ])
    func `options of the program stand before and in a command`(line: String, read: String) throws {
        #expect(try self.read(line) == read)
    }

    @Test(arguments: [
        "--format=pink image list", "--format", "image list --format", "--no-rc=x",
        "--read-only=yes image list",
        "--nosuch=1", "-c=x", "-f a b",
    ])
    func `what is wrong on the command line is an error of usage`(line: String) {
        let error = #expect(throws: FGError.self) { try read(line) }
        #expect(error?.code == .usage)
    }
}
