import FGCore

/// Keys that packages make when they are installed, which clones of an image must not share.
///
/// The image is sealed without them, and each machine makes its own when it first starts, before anything needs them; a
/// key that a deployment brings earlier stays.
struct FirstBootKeys {
    /// A key of a package.
    struct Key: Sendable {
        /// The unit that makes it.
        let unit: String
        let summary: String
        /// What is removed from the image; the first is the key itself.
        let files: [String]
        /// The program that makes it: only an image that has it has the key.
        let program: String
        let arguments: String
        /// Who runs the program.
        let user: String
    }

    let tree: Tree

    private static let all = [
        Key(
            unit: "first-boot-certificate.service",
            summary: "Make this machine's own certificate for local use",
            files: ["/etc/ssl/private/ssl-cert-snakeoil.key", "/etc/ssl/certs/ssl-cert-snakeoil.pem"],
            program: "/usr/sbin/make-ssl-cert",
            arguments: "generate-default-snakeoil --force-overwrite",
            user: "root"
        ),
        Key(
            unit: "first-boot-munge-key.service",
            summary: "Make this machine's own munge key, where none was brought",
            files: ["/etc/munge/munge.key"],
            program: "/usr/sbin/mungekey",
            arguments: "--create --keyfile=/etc/munge/munge.key",
            user: "munge"
        ),
        Key(
            unit: "first-boot-rndc-key.service",
            summary: "Make this machine's own key for rndc",
            files: ["/etc/bind/rndc.key"],
            program: "/usr/sbin/rndc-confgen",
            arguments: "-a -u bind",
            user: "root"
        ),
    ]

    private var present: [Key] { Self.all.filter { tree.path($0.program).exists } }

    /// Writes the units, which start before any service.
    func writeUnits() throws {
        guard tree.path("/lib/systemd/systemd").exists else { return }
        for key in present {
            try tree.write(
                "/etc/systemd/system/\(key.unit)",
                """
                [Unit]
                Description=\(key.summary)
                ConditionPathExists=!\(key.files[0])
                DefaultDependencies=no
                After=local-fs.target systemd-tmpfiles-setup.service
                Before=basic.target shutdown.target
                Conflicts=shutdown.target

                [Service]
                Type=oneshot
                RemainAfterExit=yes
                User=\(key.user)
                ExecStart=\(key.program) \(key.arguments)

                [Install]
                WantedBy=basic.target

                """
            )
            let wants = "/etc/systemd/system/basic.target.wants"
            try tree.makeFolder(wants)
            try tree.link("\(wants)/\(key.unit)", to: "/etc/systemd/system/\(key.unit)")
        }
    }

    /// Takes the keys out, but for those that the template itself brings.
    func remove(except written: Set<String>) throws {
        for file in present.flatMap(\.files) where !written.contains(file) { try tree.remove(file) }
    }
}
