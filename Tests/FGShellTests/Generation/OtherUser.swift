import FGCore
import FGProcess
import Glibc
import Testing

/// Somebody without privileges, whose files are private and whose numbers the system's own files do not have to know of.
struct OtherUser {
    /// A folder of the test, which that user may look into; `user` in it is the user's own.
    let folder: FilePath

    /// What the shell prints there, which must not fail; the site is a new one.
    func output(_ statements: String) async throws -> String {
        try (folder / "user").makeFolder()
        try (folder / "numbers").write("nobody:100000:65536\n")
        let script = """
            cp "$1" fgshell && cp -r "$2" help && chmod a+rx . fgshell && chmod -R a+rX help && chown -R nobody: user
            mount --bind numbers /etc/subuid && mount --bind numbers /etc/subgid
            umask 077
            exec setpriv --reuid=nobody --regid=nogroup --clear-groups \
                ./fgshell --site user/site --format tsv -c "$3"
            """
        let program = try ScriptTests.program().path.string
        var command = Command(
            try Program.find("unshare", package: "util-linux"),
            ["--mount", "--", "/bin/sh", "-ec", script, "sh", program, HelpPage.folder.string, statements]
        )
        command.folder = folder
        command.isolation = .processGroup
        chmod(folder.string, 0o755)
        let result = try await command.run()
        try #require(result.status == 0, "\(result.errorText)")
        return result.outputText
    }

    /// The digests of disks that `image show` tells.
    static func digests(_ text: String) throws -> [Substring] {
        let digests = text.matches(of: /raw base [^"]*sha256:[0-9a-f]{64}/).map(\.output)
        try #require(!digests.isEmpty, "\(text)")
        return digests
    }
}
