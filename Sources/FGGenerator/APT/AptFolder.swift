import FGCore
import FGProcess

/// A private state of APT: its own lists and an empty status, the host's network settings and keys.
struct AptFolder: Sendable {
    let root: FilePath
    let architecture: String

    private var configuration: FilePath { root / "apt.conf" }
    var lists: FilePath { root / "lists" }
    /// Was written when the lists were last brought up to date.
    var stamp: FilePath { root / "updated" }
    private var sources: FilePath { root / "sources.list.d" }

    /// Writes the configuration and the sources; the lists stay.
    func prepare(_ entries: [ArchiveSource]) async throws {
        for folder in [lists / "partial", root / "cache" / "archives" / "partial", sources, root / "trusted"]
        {
            try folder.makeFolder(permissions: 0o755)
        }
        try (root / "status").write("")
        try (root / "extended_states").write("")
        try (sources / "site.sources").write(entries.map(\.stanza).joined(separator: "\n"))
        let host = try await Command(Program.find("apt-config", package: "apt"), ["dump"]).runChecked()
            .outputText
        try configuration.write(hostSettings(host) + ownSettings)
    }

    /// Says what is installed, in the form of dpkg's own status file.
    func install(_ status: String) throws {
        let file = root / "status"
        // A file with another time makes APT read everything anew.
        guard try !file.exists || file.readText() != status else { return }
        try file.write(status)
    }

    /// The entries that the state was prepared with.
    func currentSources() throws -> [ArchiveSource] {
        HostSources.deb822(try (sources / "site.sources").readText())
    }

    /// A command of APT on this state; with network only where it must reach archives.
    func command(_ name: String, _ arguments: [String]) throws -> Command {
        var command = Command(try Program.find(name, package: "apt"), arguments)
        command.environment["APT_CONFIG"] = configuration.string
        command.environment["HOME"] = root.string
        return command
    }

    /// What of the host's settings reaches archives: proxies, certificates, time-outs, validity.
    private func hostSettings(_ dump: String) -> String {
        let kept = dump.split(separator: "\n").filter { line in
            line.hasPrefix("Acquire") || line.hasPrefix("Dir::Etc::trusted")
                || line.hasPrefix("Dir::Bin::methods")
        }
        return kept.filter { !$0.hasPrefix("Acquire::IndexTargets") && !$0.hasPrefix("Acquire::Languages") }
            .joined(separator: "\n") + "\n"
    }

    /// Updates that an archive brings to some machines before others come to all images: else each host would choose for
    /// itself, by its identity.
    private var ownSettings: String {
        """
        Dir "/";
        Dir::Etc "etc/apt";
        Dir::Etc::main "\(root)/none";
        Dir::Etc::parts "\(root)/none";
        Dir::Etc::sourcelist "\(root)/none";
        Dir::Etc::sourceparts "\(sources)";
        Dir::Etc::preferences "\(root)/none";
        Dir::Etc::preferencesparts "\(root)/none";
        Dir::State "\(root)";
        Dir::State::lists "\(lists)";
        Dir::State::status "\(root)/status";
        Dir::State::extended_states "\(root)/extended_states";
        Dir::Cache "\(root)/cache";
        Dir::Cache::archives "\(root)/cache/archives";
        Dir::Cache::pkgcache "pkgcache.bin";
        Dir::Cache::srcpkgcache "srcpkgcache.bin";
        Dir::Log "\(root)";
        APT::Architecture "\(architecture)";
        APT::Architectures { "\(architecture)"; };
        APT::Install-Recommends "false";
        APT::Install-Suggests "false";
        APT::Get::AllowUnauthenticated "false";
        APT::Get::Always-Include-Phased-Updates "true";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::GzipIndexes "false";
        Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
        Debug::NoLocking "true";

        """
    }
}
