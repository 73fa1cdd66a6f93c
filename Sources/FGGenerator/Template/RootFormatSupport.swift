/// Which systems start from which root file systems.
enum RootFormatSupport {
    /// What keeps a template's system from starting; nil for nothing.
    static func problem(of template: ResolvedTemplate) -> ArchiveProblem? {
        guard let disk = template.disk, template.base == nil,
            let reason = template.family.reason(against: disk.rootFormat, in: template)
        else { return nil }
        let other = disk.rootFormat == .btrfs && template.hasRPMPackages ? RootFormat.xfs : .ext4
        return ArchiveProblem(.line(.disk), reason, hint: "fs=\(other) can be started from")
    }
}

extension ResolvedTemplate {
    /// The package with the programs of a root file system that no system brings by itself.
    var toolsOfRoot: [String] { disk?.fileSystem.map { [$0.tools] } ?? [] }
}
