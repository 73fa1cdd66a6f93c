import FGCore
import FGProcess
import Glibc

/// An archive of a test's own packages: real packages, a real signature, a real server.
final class LocalArchive: Sendable {
    let folder: FilePath
    /// What the archive says it is, and the name of its one suite.
    private let origin, suiteName: String
    private let port: Int
    private let server: BackgroundProcess

    /// The folder of its packages.
    var pool: FilePath { folder / "pool" }
    private var suite: FilePath { folder / "dists" / suiteName }
    private var lists: FilePath { suite / "main" / "binary-amd64" }

    /// Makes an empty archive with a key, and serves it.
    init(in folder: FilePath, origin: String = "own", suite: String = "own") async throws {
        self.folder = folder
        self.origin = origin
        suiteName = suite
        for path in [folder / "pool", folder / "dists" / suite / "main" / "binary-amd64"] {
            try path.makeFolder()
        }
        for name in ["gpg", "other-gpg"] { try await Self.makeKey(folder / name) }
        let python = try Program.find("python3", package: "python3")
        let log = folder / "server.log"
        // The server chooses a port that is free, and says which.
        var command = Command(
            python,
            [
                "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.string,
            ]
        )
        command.isolation = .processGroup
        server = try BackgroundProcess.start(command, log: log)
        AtExit.kill(server.pid)
        var words: [Substring] = []
        while words.count < 6 {
            try await Task.sleep(for: .milliseconds(20))
            words = ((try? log.readText()) ?? "").split(separator: " ")
        }
        port = Int(words[5]) ?? 0
        try await Command(Program.find("gpg", package: "gpg"), Self.home(folder / "gpg") + ["--export"])
            .runChecked(into: folder / "key.gpg")
    }

    deinit { stop() }

    /// Takes the archive off the network.
    func stop() { kill(server.pid, SIGKILL) }

    /// The line of a template that names the archive.
    var line: String {
        "repository own uri=http://127.0.0.1:\(port) suites=\(suiteName) components=main key=\"\(folder / "key.gpg")\""
    }

    /// Adds a package; the archive is to be published then.
    func add(_ name: String, postinst: String? = nil, padding: Int = 0) async throws {
        let root = folder / "build" / name
        let control = "Package: \(name)\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\n"
        try (root / "DEBIAN").makeFolder()
        try (root / "DEBIAN" / "control").write(control + "Description: of a test\n")
        if let postinst {
            try (root / "DEBIAN" / "postinst").write("#!/bin/sh\nset -e\n\(postinst)\n", permissions: 0o755)
        }
        if padding > 0 {
            var random = SystemRandomNumberGenerator()
            let noise = (0..<padding / 8).flatMap { _ in
                withUnsafeBytes(of: random.next() as UInt64) { Array($0) }
            }
            try (root / "opt").makeFolder()
            try (root / "opt" / name).write(noise)
        }
        let dpkg = try Program.find("dpkg-deb", package: "dpkg")
        let file = pool / "\(name)_1_all.deb"
        // As Ubuntu packs its own; Debian's are packed by xz.
        try await Command(dpkg, ["-Zzstd", "--root-owner-group", "--build", root.string, file.string])
            .runChecked()
    }

    /// Writes the indexes and signs them.
    func publish(isSignedByAnother: Bool = false) async throws {
        let apt = try Program.find("apt-ftparchive", package: "apt-utils")
        var command = Command(apt, ["packages", "pool"])
        command.folder = folder
        try await command.runChecked(into: lists / "Packages")
        let options = [
            "Origin=\(origin)", "Suite=\(suiteName)", "Codename=\(suiteName)", "Components=main",
            "Architectures=amd64",
        ]
        command = Command(
            apt,
            options.flatMap { ["-o", "APT::FTPArchive::Release::\($0)"] } + ["release", "."]
        )
        command.folder = suite
        let release = folder / "Release"
        try await command.runChecked(into: release)
        let signed = suite / "InRelease"
        try signed.removeAll()
        try await Command(
            Program.find("gpg", package: "gpg"),
            Self.home(folder / (isSignedByAnother ? "other-gpg" : "gpg")) + [
                "--clearsign", "--output", signed.string, release.string,
            ]
        )
        .runChecked()
    }

    /// Changes the list of packages behind the signature's back.
    func changeList() throws {
        let file = lists / "Packages"
        try file.write(try file.readText() + "\n")
    }

    /// Changes a package behind the list's back.
    func change(_ name: String) throws {
        let file = pool / "\(name)_1_all.deb"
        var bytes = try file.readBytes()
        bytes[bytes.count - 1] ^= 0xff
        try file.write(bytes)
    }

    private static func home(_ folder: FilePath) -> [String] {
        ["--batch", "--quiet", "--yes", "--homedir", folder.string]
    }

    private static func makeKey(_ home: FilePath) async throws {
        try home.makeFolder(permissions: 0o700)
        try await Command(
            Program.find("gpg", package: "gpg"),
            Self.home(home) + [
                "--passphrase", "", "--quick-generate-key", "test", "ed25519", "sign", "never",
            ]
        )
        .runChecked()
    }
}

extension Command {
    /// Runs the program and writes what it prints to a file.
    fileprivate func runChecked(into file: FilePath) async throws {
        try file.removeAll()
        var command = self
        command.output = .file(file)
        try await command.runChecked()
    }
}
