import FGCore

/// Judges the members of an archive in their order: each path, what it goes through, what a link names.
package struct ArchiveHazards {
    private let limits: ArchiveLimits
    private var links: Set<ArchivePath> = []
    /// What may be the target of a hard link.
    private var targets: Set<ArchivePath> = []
    private var folders: Set<ArchivePath> = []
    /// The bytes of all files so far.
    package private(set) var unpackedSize: Int64 = 0
    /// How many members were of a kind or had a property, by words such as "files" and "setuid".
    package private(set) var counts: [String: Int] = [:]

    /// Starts before the first member.
    package init(limits: ArchiveLimits = ArchiveLimits()) {
        self.limits = limits
    }

    /// The hazards of the next member; none for a harmless one.
    package mutating func check(_ entry: TarEntry) -> [Hazard] {
        let name = PrintableText.of(entry.path)
        var hazards: [Hazard] = []
        let (total, overflow) = unpackedSize.addingReportingOverflow(entry.size)
        unpackedSize = overflow ? .max : total
        if unpackedSize > limits.unpackedSize.bytes {
            hazards.append(
                Hazard(.tooLarge, "its files up to \"\(name)\" hold more than \(limits.unpackedSize)")
            )
        }
        guard let path = ArchivePath(entry.path) else {
            let reason = entry.path.hasPrefix("/") ? "is an absolute path" : "leads out of the archive"
            return hazards + [Hazard(.escape, "\"\(name)\" \(reason)")]
        }
        if path.isRoot, entry.kind != .folder {
            return hazards + [Hazard(.malformed, "\"\(name)\" is not a folder but names the archive's root")]
        }
        if path.depth > limits.depth {
            return hazards + [Hazard(.tooLarge, "\"\(name)\" is more than \(limits.depth) folders deep")]
        }
        if let link = linkAbove(path) {
            hazards.append(Hazard(.escape, "\"\(name)\" goes through the symbolic link \"\(link)\""))
        }
        hazards += checkKind(entry, path, name)
        record(entry, path)
        return hazards
    }

    private func linkAbove(_ path: ArchivePath) -> String? {
        guard !links.isEmpty else { return nil }
        var above = path.parent
        while !above.isRoot {
            if links.contains(above) { return PrintableText.of(above.text) }
            above = above.parent
        }
        return nil
    }

    private func checkKind(_ entry: TarEntry, _ path: ArchivePath, _ name: String) -> [Hazard] {
        switch entry.kind {
        case .file, .folder, .fifo: return []
        case .symbolicLink(let target):
            return target.isEmpty ? [Hazard(.malformed, "the symbolic link \"\(name)\" has no target")] : []
        case .hardLink(let target):
            guard let place = ArchivePath(target), targets.contains(place), place != path else {
                let shown = PrintableText.of(target)
                return [
                    Hazard(
                        .escape,
                        "\"\(name)\" is a hard link to \"\(shown)\", which is no earlier file here"
                    )
                ]
            }
            return []
        case .characterDevice, .blockDevice:
            return limits.allowsDevices ? [] : [Hazard(.device, "\"\(name)\" is a device")]
        }
    }

    private mutating func record(_ entry: TarEntry, _ path: ArchivePath) {
        let isKnown = targets.contains(path) || folders.contains(path)
        if isKnown, entry.kind != .folder { counts["duplicates", default: 0] += 1 }
        links.remove(path)
        targets.remove(path)
        if entry.isSetuid { counts["setuid", default: 0] += 1 }
        switch entry.kind {
        case .file:
            targets.insert(path)
            counts["files", default: 0] += 1
        case .folder:
            folders.insert(path)
            counts["folders", default: 0] += 1
        case .symbolicLink:
            links.insert(path)
            targets.insert(path)
            counts["links", default: 0] += 1
        case .hardLink(let target):
            // A hard link to a symbolic link is one.
            if let place = ArchivePath(target), links.contains(place) { links.insert(path) }
            targets.insert(path)
            counts["hard-links", default: 0] += 1
        case .characterDevice, .blockDevice: counts["devices", default: 0] += 1
        case .fifo: counts["fifos", default: 0] += 1
        }
    }
}
