package import FGCore
import FGProcess
import Glibc

/// Runs programs as root of a user namespace: owners of files are kept, nothing of the host becomes writable.
package enum UserNamespace {
    /// A command that is root inside; it and all its children end with this process.
    ///
    /// - Throws: `unavailable` when a program or the user's range of numbers is missing.
    static func command(_ program: Program, _ arguments: [String]) throws -> Command {
        _ = try Program.find("newuidmap", package: "uidmap")
        let unshare = try Program.find("unshare", package: "util-linux")
        try requireRange()
        var command = Command(
            unshare,
            [
                "--map-auto", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child=KILL",
                "--mount-proc",
            ]
                + ["--", program.path.string] + arguments
        )
        command.isolation = .processGroup
        return command
    }

    /// Removes a folder whose files belong to numbers that only the namespace has.
    package static func remove(_ folder: FilePath) async throws {
        guard folder.linkStatus() != nil else { return }
        let program = try Program.find("rm", package: "coreutils")
        let command = try command(program, ["-rf", "--one-file-system", folder.string])
        // Cleaning up is not cancelled with what it cleans up after.
        try await Task { _ = try await command.runChecked() }.value
    }

    private static func requireRange() throws {
        guard let entry = getpwuid(geteuid()) else { return }
        let name = String(cString: entry.pointee.pw_name)
        for file in ["/etc/subuid", "/etc/subgid"] as [FilePath] {
            let lines = (try? file.readText())?.split(separator: "\n") ?? []
            let isThere = lines.contains { $0.hasPrefix(name + ":") || $0.hasPrefix("\(geteuid()):") }
            guard isThere else {
                throw FGError(
                    .unavailable,
                    "\(file) gives the user \(name) no numbers for a user namespace",
                    subject: name,
                    hint:
                        "an administrator adds them: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 \(name)"
                )
            }
        }
    }
}
