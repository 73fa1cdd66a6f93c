import FGCore
import FGProcess

/// The programs that choose and install RPM packages.
struct DnfPrograms: Sendable {
    /// Debian's own Python, which DNF is written for.
    let python: Program
    let rpmkeys: Program
    let bubblewrap: Program

    /// - Throws: `unavailable` for the first that is missing, with its package.
    init() throws {
        _ = try Program.find("dnf", package: "dnf")
        // DNF checks signatures by it.
        _ = try Program.find("gpg", package: "gpg")
        rpmkeys = try Program.find("rpmkeys", package: "rpm")
        bubblewrap = try Program.find("bwrap", package: "bubblewrap")
        python = Program(name: "python3", path: "/usr/bin/python3")
        guard python.path.exists else {
            throw FGError(
                .unavailable,
                "the program /usr/bin/python3 is not installed",
                hint: "apt-get install dnf"
            )
        }
    }

    /// A run of one of this module's programs, with what it is asked on its standard input.
    ///
    /// `home` is a folder for what it keeps.
    func command(_ text: String, home: FilePath, asking request: some Encodable) throws -> Command {
        var command = Command(python, ["-I", "-c", text])
        command.environment["HOME"] = home.string
        // Sets of Python have another order each time without it.
        command.environment["PYTHONHASHSEED"] = "0"
        command.input = .bytes(try CanonicalJSON.encode(request))
        return command
    }
}
