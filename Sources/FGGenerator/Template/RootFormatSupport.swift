/// Which systems start from which root file systems.
enum RootFormatSupport {
    /// What keeps a template's system from starting by a kernel of its distribution; nil for nothing.
    static func problem(of template: ResolvedTemplate) -> ArchiveProblem? {
        let family = template.family
        guard let disk = template.disk,
            let reason = family.reason(against: disk.rootFormat, in: template)
        else { return nil }
        let other = family.reason(against: .xfs, in: template) == nil ? RootFormat.xfs : .ext4
        return ArchiveProblem(.line(.disk), reason, hint: "fs=\(other) can be started from")
    }
}

extension ResolvedTemplate {
    /// The package with the programs of a root file system that no system brings by itself.
    var toolsOfRoot: [String] { disk?.fileSystem.map { [$0.tools] } ?? [] }
}
