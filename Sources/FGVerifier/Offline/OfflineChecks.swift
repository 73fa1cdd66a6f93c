/// The checks that read an opened disk, each by its id; the registry says what they mean.
enum OfflineChecks {
    struct Entry: Sendable {
        let id: String
        let body: @Sendable (OfflineImage) async throws -> Finding

        init(_ id: String, _ body: @escaping @Sendable (OfflineImage) async throws -> Finding) {
            self.id = id
            self.body = body
        }
    }

    static let all: [Entry] = [
        Entry("disk.types", DiskChecks.types),
        Entry("tree.os-release", TreeChecks.release), Entry("tree.layout", TreeChecks.layout),
        Entry("pkg.exact", PackageChecks.exact), Entry("pkg.state", PackageChecks.state),
        Entry("pkg.files", PackageChecks.files), Entry("elf.needed", LibraryChecks.needed),
        Entry("boot.kernel", BootFileChecks.kernel), Entry("boot.initrd", BootFileChecks.initrd),
        Entry("boot.loader", BootFileChecks.loader), Entry("boot.fstab", BootFileChecks.fstab),
        Entry("init.units", ServiceChecks.units), Entry("svc.match", ServiceChecks.match),
        Entry("net.match", ServiceChecks.network),
        Entry("file.match", ContentChecks.match),
        Entry("user.match", AccountChecks.match), Entry("user.root", AccountChecks.root),
        Entry("user.empty", AccountChecks.empty), Entry("key.authorized", KeyChecks.authorized),
        Entry("key.host", KeyChecks.host), Entry("key.private", KeyChecks.secret),
        Entry("hyg.machine-id", HygieneChecks.machineID), Entry("hyg.seed", HygieneChecks.seed),
        Entry("hyg.history", HygieneChecks.history), Entry("hyg.logs", HygieneChecks.logs),
        Entry("hyg.build", HygieneChecks.build),
        Entry("perm.world", PermissionChecks.world), Entry("perm.critical", PermissionChecks.critical),
        Entry("perm.tmp", PermissionChecks.temporary),
        Entry("repro.seal", HygieneChecks.seal), Entry("prov.bound", TreeChecks.provenance),
    ]
}
