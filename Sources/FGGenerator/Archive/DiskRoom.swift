import FGCore

/// The room that a disk has for packages.
enum DiskRoom {
    /// Checks that files of a size can fit on the root file system of a template.
    ///
    /// - Throws: `ArchiveProblems` with the size that would be right.
    static func require(_ installed: Int64, on template: ResolvedTemplate) throws {
        guard let disk = template.disk else { return }
        let room = disk.root.bytes
        guard installed > room else { return }
        let needed = ByteCount(((installed * 5 / 4 + disk.size.bytes - room) >> 20) << 20)
        let message = "the packages take \(ByteCount(installed)), the root file system has \(ByteCount(room))"
        let hint = "make the disk larger: disk \(needed.literal)"
        throw ArchiveProblems([ArchiveProblem(.line(.disk), message, hint: hint)])
    }
}
