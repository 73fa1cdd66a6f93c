import FGCore
import Glibc

extension Command {
    /// The argument vector that runs the program with its limits, sandbox and isolation.
    ///
    /// Each layer replaces itself by the next: no process of it stays but the namespace's keeper.
    func vector() throws -> [String] {
        var vector = try startVector()
        if var sandbox {
            // A program of the user's own is seen as well, and nothing beside it.
            let isSystems = Program.systemFolders.contains { program.path.string.hasPrefix($0 + "/") }
            if !isSystems { sandbox.readOnly.append(program.path) }
            let bubblewrap = try Program.find("bwrap", package: "bubblewrap")
            vector += [bubblewrap.path.string] + sandbox.arguments(folder: folder)
        } else if case .processNamespace = isolation {
            vector += try namespaceVector()
        }
        return try vector + limitVector() + [program.path.string] + arguments
    }

    /// What ends with the caller, before anything that takes time.
    private func startVector() throws -> [String] {
        let setpriv = try Program.find("setpriv", package: "util-linux")
        let endsWithParent = [setpriv.path.string, "--pdeathsig", "KILL"]
        guard forgetsCaller else { return endsWithParent + ["--"] }
        // No program but a shell sets a umask; what it runs comes as arguments, which it does not read.
        return endsWithParent + ["--clear-groups", "--", "/bin/sh", "-c", "umask 022; exec \"$@\"", "sh"]
    }

    private func namespaceVector() throws -> [String] {
        let unshare = try Program.find("unshare", package: "util-linux")
        let user = geteuid() == 0 ? [] : ["--user", "--map-current-user"]
        let network = hasNetwork ? [] : ["--net"]
        return [unshare.path.string] + user + ["--pid", "--fork", "--kill-child=KILL", "--mount-proc"]
            + network
            + ["--"]
    }

    private func limitVector() throws -> [String] {
        var options: [String] = []
        if let seconds = limits.cpuSeconds { options.append("--cpu=\(seconds)") }
        if let memory = limits.memory { options.append("--as=\(memory.bytes)") }
        var fileSize = limits.fileSize
        if case .fileLimited(_, let limit) = output { fileSize = min(limit, fileSize ?? limit) }
        if let fileSize { options.append("--fsize=\(fileSize.bytes)") }
        if options.isEmpty { return [] }
        return try [Program.find("prlimit", package: "util-linux").path.string] + options + ["--"]
    }
}
