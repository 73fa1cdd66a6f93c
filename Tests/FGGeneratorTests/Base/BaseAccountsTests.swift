import FGCore
import FGInspect
import FGProcess
import FGStorage
import Glibc
import Testing

@testable import FGGenerator

/// Accounts that a base brings, which the template has its say about.
struct BaseAccountsTests {
    private static let passwd = "root::0:0::/root:/bin/sh\nalice:x:1200:1200::/srv/alice:/bin/sh\n"
    private static let shadow = "root:$6$salt$hash:1:0:99999:7:::\nalice:$1$salt$hash:1:0:99999:7:::\n"

    private static func stage(_ folder: FilePath, _ lines: String = "") throws -> ContentStage {
        let image = folder / "image"
        for name in ["etc", "root/.ssh", "srv/alice/.ssh"] { try (image / name).makeFolder() }
        try (image / "etc/passwd").write(passwd)
        try (image / "etc/shadow").write(shadow, permissions: 0o640)
        for home in ["root", "srv/alice"] {
            try (image / home / ".ssh/authorized_keys").write("ssh-ed25519 AAAA somebody\n")
        }
        let template = try TemplateFixture.resolve(lines: lines).template
        var recipe = Recipe(
            template: template,
            templateDigest: Digest(of: "t"),
            packages: [],
            stages: [],
            indexes: [],
            sources: [],
            epoch: Timestamp(seconds: 0),
            tools: [:]
        )
        recipe.base = Recipe.Base(
            kind: .archive,
            source: "root.tar",
            format: .tar,
            digest: Digest(of: "root"),
            layers: [],
            newest: Timestamp(seconds: 0)
        )
        return ContentStage(
            recipe: recipe,
            store: BlobStore(root: folder / "store"),
            tree: Tree(
                root: image,
                bubblewrap: try Program.find("bwrap", package: "bubblewrap"),
                epoch: Timestamp(seconds: 0)
            ),
            identifiers: RecipeIdentifiers(recipe: Digest(of: "recipe"))
        )
    }

    @Test func `passwords and keys of a base go, and its users stay`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.stage(folder).closeAccounts()
            let etc = folder / "image/etc"
            #expect(try (etc / "passwd").readText() == Self.passwd.replacing("root::", with: "root:x:"))
            #expect(
                try (etc / "shadow").readText()
                    == "root:*:1:0:99999:7:::\nalice:*:1:0:99999:7:::\n"
            )
            #expect((etc / "shadow").status()?.permissions == 0o640)
            #expect(!(folder / "image/root/.ssh/authorized_keys").exists)
            #expect(!(folder / "image/srv/alice/.ssh/authorized_keys").exists)
        }
    }

    @Test func `accounts behind a link that leads out are not touched`() async throws {
        try await TemporaryFolder.with { folder in
            let stage = try Self.stage(folder)
            try (folder / "shadow").write(Self.shadow)
            try (folder / "image/etc/shadow").removeFile()
            #expect(symlink((folder / "shadow").string, (folder / "image/etc/shadow").string) == 0)
            try stage.closeAccounts()
            #expect(try (folder / "shadow").readText() == Self.shadow)
        }
    }

    @Test func `a user of the base keeps its number`() async throws {
        try await TemporaryFolder.with { folder in
            let stage = try Self.stage(folder)
            let user = ResolvedTemplate.User(name: "alice", uid: 1500)
            let error = await #expect(throws: FGError.self) { try await stage.add(user) }
            #expect(error?.message == "the user alice of the base has the number 1200, not 1500")
        }
    }

    @Test func `a program that the base lacks is named`() async throws {
        try await TemporaryFolder.with { folder in
            let stage = try Self.stage(folder, "user bob\n service +x")
            let error = await #expect(throws: FGError.self) {
                try await stage.add(ResolvedTemplate.User(name: "bob"))
            }
            #expect(error?.message == "the image has no /usr/sbin/useradd, which sets up users and groups")
        }
    }
}
