import FGCore
import Testing

@testable import FGGenerator

struct FirstBootKeysTests {
    private static func tree(_ root: FilePath) throws -> Tree {
        var template = ResolvedTemplate(name: "t", os: "debian", release: "bookworm", architecture: "amd64")
        template.disk = .init(size: ByteCount(1 << 30), bootsBIOS: false, bootsUEFI: false, esp: ByteCount(0))
        let tree = Tree(root: root, tools: try BuildTools(for: template), epoch: Timestamp(seconds: 0))
        try tree.write("/lib/systemd/systemd", "")
        try tree.write("/usr/sbin/mungekey", "")
        try tree.write("/etc/munge/munge.key", "shared by all clones")
        try tree.write("/etc/ssl/private/ssl-cert-snakeoil.key", "of no package here")
        return tree
    }

    @Test func `a package's key goes, and each machine makes its own`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            let keys = FirstBootKeys(tree: tree)
            try keys.writeUnits()
            try keys.remove(except: [])
            #expect(!tree.path("/etc/munge/munge.key").exists)
            #expect(tree.path("/etc/ssl/private/ssl-cert-snakeoil.key").exists)
            #expect(
                try tree.path("/etc/systemd/system/basic.target.wants").entries() == [
                    "first-boot-munge-key.service"
                ]
            )
            let unit = try tree.path("/etc/systemd/system/first-boot-munge-key.service").readText()
            #expect(unit.contains("ConditionPathExists=!/etc/munge/munge.key\n"))
        }
    }

    @Test func `a key that the template brings stays`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = try Self.tree(folder)
            try FirstBootKeys(tree: tree).remove(except: ["/etc/munge/munge.key"])
            #expect(tree.path("/etc/munge/munge.key").exists)
        }
    }
}
