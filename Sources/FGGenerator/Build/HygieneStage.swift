import FGCore
import FGProcess

/// Takes away what clones must not share and what tells of the building host, and clamps all times to the epoch.
struct HygieneStage {
    let tree: Tree
    /// A folder with all that changed in the tree since the last stage, by its path; the tree itself where all is new.
    let changes: FilePath
    /// What the package manager leaves, as paths, or as folders whose content goes with a trailing `/*`.
    let leftovers: [String]
    /// The files that the template brings; nil before the last stage, which later ones may build on.
    let written: Set<String>?

    private static let common = [
        "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_rsa_key.pub", "/etc/ssh/ssh_host_ecdsa_key",
        "/etc/ssh/ssh_host_ecdsa_key.pub", "/etc/ssh/ssh_host_ed25519_key",
        "/etc/ssh/ssh_host_ed25519_key.pub",
        "/var/lib/dbus/machine-id", "/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret",
        "/var/cache/ldconfig/aux-cache", "/var/log/*", "/tmp/*", "/var/tmp/*", "/run/*", "/dev/*",
        "/root/.bash_history",
        "/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-",
        "/etc/subuid-", "/etc/subgid-", "/etc/.pwd.lock", "/var/lib/dhcp/*",
        "/etc/udev/rules.d/70-persistent-net.rules",
    ]

    private var removed: [String] { Self.common + leftovers }

    func run() throws {
        // Folders of logs belong to packages; their content does not belong into an image.
        let logFolders = try logFolderNames()
        for path in removed where path != "/var/log/*" { try tree.remove(path) }
        for name in try logNames() where !logFolders.contains(name) {
            try tree.remove("/var/log/" + name)
        }
        // A package that comes later may ask for the key of one that is there.
        if let written { try FirstBootKeys(tree: tree).remove(except: written) }
        try tree.write("/etc/machine-id", "")
        if tree.path("/var/lib/dbus").isFolder {
            try tree.link("/var/lib/dbus/machine-id", to: "/etc/machine-id")
        }
        if tree.path("/lib/systemd/systemd-resolved").exists {
            try tree.link("/etc/resolv.conf", to: "../run/systemd/resolve/stub-resolv.conf")
        } else {
            try tree.write("/etc/resolv.conf", "")
        }
        try sealTimes()
        // The root folder has the time of whatever unpacked it, an emptied one of whether there was something in it.
        let emptied = removed.filter { $0.hasSuffix("/*") }.map { tree.path(String($0.dropLast(2))) }
        for folder in [tree.root] + emptied {
            guard let status = folder.linkStatus(), status.kind == .folder else { continue }
            if status.modified != tree.epoch.seconds || status.modifiedNanoseconds != 0 {
                try folder.setTimes(to: tree.epoch)
            }
        }
    }

    /// Clamps the times of what changed, and takes nothing away.
    func sealTimes() throws { try clamp(tree.root, changed: changes) }

    private func logFolderNames() throws -> Set<String> {
        let log = tree.path("/var/log")
        var kept: Set<String> = []
        for name in try logNames() where (log / name).linkStatus()?.kind == .folder {
            try tree.remove("/var/log/\(name)/*")
            kept.insert(name)
        }
        return kept
    }

    private func logNames() throws -> [String] {
        let log = tree.path("/var/log")
        // A small base may have none, and a link would lead elsewhere.
        return log.linkStatus()?.kind == .folder ? try log.entries() : []
    }

    /// Sets every time later than the epoch to the epoch, children before their folder.
    private func clamp(_ path: FilePath, changed: FilePath) throws {
        // What was removed is in the folder of changes and not in the tree.
        guard let status = path.linkStatus() else { return }
        if status.kind == .folder {
            let place = "/" + path.string.dropFirst(tree.root.string.count).drop { $0 == "/" }
            for name in try changed.entries(of: place) { try clamp(path / name, changed: changed / name) }
        }
        let time = min(Timestamp(seconds: status.modified), tree.epoch)
        guard time.seconds != status.modified || status.modifiedNanoseconds != 0 else { return }
        try path.setTimes(to: time)
    }
}
