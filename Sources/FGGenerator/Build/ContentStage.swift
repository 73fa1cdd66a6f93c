import FGCore
import FGProcess
import FGStorage

/// Writes what the template says and what a machine needs to start: users, files, network, ssh, services.
struct ContentStage {
    let recipe: Recipe
    let store: BlobStore
    let tree: Tree
    let identifiers: RecipeIdentifiers

    var template: ResolvedTemplate { recipe.template }
    private var family: any DistributionFamily { template.family }
    private var hasSSH: Bool { tree.path("/usr/sbin/sshd").exists }

    func run() async throws {
        try writeIdentity()
        try writeBoot()
        try family.writeNetwork(in: tree)
        try writeContext()
        if hasSSH { try writeSSH() }
        try FirstBootKeys(tree: tree).writeUnits()
        // A base that no archive was asked for keeps those that it names.
        if recipe.base == nil || !recipe.sources.isEmpty { try family.writeArchives(of: recipe, in: tree) }
        try await LocaleStage(template: template, tree: tree).run()
        try closeAccounts()
        for group in template.groups ?? [] { try await add(group) }
        for user in template.users { try await add(user) }
        let writer = FileWriter(tree: tree, store: store)
        for tree in template.trees ?? [] { try await writer.write(tree) }
        for file in template.files { try await writer.write(file) }
        try await setServices()
        try await RunStage(tree: tree).run(template)
    }

    private func writeIdentity() throws {
        try tree.write("/etc/hostname", template.hostname + "\n")
        try tree.write(
            "/etc/hosts",
            """
            127.0.0.1 localhost
            127.0.1.1 \(template.hostname)
            ::1 localhost ip6-localhost ip6-loopback
            ff02::1 ip6-allnodes
            ff02::2 ip6-allrouters

            """
        )
        try tree.write(
            "/etc/fg-release",
            "TEMPLATE=\(template.name)\nTEMPLATE_DIGEST=\(recipe.templateDigest)\n"
        )
    }

    private func writeBoot() throws {
        guard let disk = template.disk else { return }
        let swap = disk.swap == nil ? "" : "UUID=\(identifiers.swap) none swap sw 0 0\n"
        try tree.write(
            "/etc/fstab",
            "UUID=\(identifiers.rootFileSystem) / \(disk.rootFormat) \(disk.rootFormat.mountOptions)\n" + swap
        )
    }

    /// Tells cloud-init where to look, and to leave alone what the template says: archives, accounts and who becomes root.
    ///
    /// Keys that a cloud gives go to the template's first user.
    private func writeContext() throws {
        guard let context = template.context else { return }
        let user = template.users.first.map { user in
            """
            users: [default]
            system_info:
              default_user:
                name: \(user.name)
                lock_passwd: true
                sudo: false

            """
        }
        try tree.write(
            "/etc/cloud/cloud.cfg.d/90_template.cfg",
            "datasource_list: [ \(context.sources.joined(separator: ", ")) ]\n"
                + family.contextSettings + (user ?? "users: []\n")
        )
    }

    private func writeSSH() throws {
        try family.writeHostKeys(in: tree)
        let root = template.root["*"] == .keyOnly ? "prohibit-password" : "no"
        try tree.write(
            "/etc/ssh/sshd_config.d/50-fgshell.conf",
            "PermitRootLogin \(root)\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        )
    }

    private func setServices() async throws {
        guard tree.file("/bin/systemctl").exists else {
            guard recipe.base != nil, let first = template.services.keys.min() else { return }
            throw FGError(
                .invalid,
                "the image has no systemctl, which sets up the service \(first)",
                subject: first,
                hint: "leave out the lines service, or take a base with systemd"
            )
        }
        let own = family.networkServices + (template.context == nil ? [] : family.contextServices)
        let present = own.filter { tree.path("/lib/systemd/system/" + $0).exists }
        var states = Dictionary(present.map { ($0, ResolvedTemplate.ServiceState.enabled) }) { first, _ in
            first
        }
        states.merge(template.services) { _, named in named }
        // Enabling may enable others along with it: those that are not wanted are named after it.
        for state in [ResolvedTemplate.ServiceState.enabled, .disabled, .masked] {
            let services = states.filter { $0.value == state }.keys.sorted()
            if !services.isEmpty { try await set(services, state) }
        }
    }

    /// Sets services at once; only where that fails one after the other, to say which it was.
    private func set(_ services: [String], _ state: ResolvedTemplate.ServiceState) async throws {
        let verb =
            switch state {
            case .enabled: "enable"
            case .disabled: "disable"
            case .masked: "mask"
            }
        let result = try await tree.command(["/bin/systemctl", verb] + services).run()
        guard result.status != 0 else { return }
        guard services.count == 1 else {
            for name in services { try await set([name], state) }
            return
        }
        throw FGError(
            .invalid,
            "the service \(services[0]) cannot be \(state.rawValue): \(result.lastErrorLine ?? "no reason given")",
            subject: services[0],
            hint: "is the package that brings it in the template?"
        )
    }
}
