import FGCore

/// The room that a disk has for a base and packages.
enum DiskRoom {
    /// Checks that packages of a size can fit on the root file system of a template, over what a base has.
    ///
    /// - Throws: `ArchiveProblems` with the size that would be right.
    static func require(_ packages: Int64, over base: PinnedBase?, on template: ResolvedTemplate) throws {
        guard let disk = template.disk else { return }
        let root = disk.root.bytes
        let own = disk.rootFormat.overhead(of: disk.root)
        let room = max(0, root - own)
        let taken = packages + (base?.facts.size ?? 0)
        guard taken > room else { return }
        let needed = ByteCount(((taken * 5 / 4 + own + disk.size.bytes - root) >> 20) << 20)
        let subject =
            switch (base != nil, packages > 0) {
            case (true, true): "base and packages take"
            case (true, false): "the base takes"
            case (false, _): "the packages take"
            }
        let message = "\(subject) \(ByteCount(taken)), the root file system has room for \(ByteCount(room))"
        let hint = "make the disk larger, at least: disk \(needed.literal)"
        throw ArchiveProblems([ArchiveProblem(.line(.disk), message, hint: hint)])
    }
}
