import FGCore

/// A first template to change: one that is sound as it stands, with the lines that are wanted next as comments.
package enum TemplateStarter {
    /// The systems, each with the release that is taken when none is named.
    package static var releases: [String: String] { DistributionFamilies.systems.compactMapValues(\.first) }

    /// Checks that a release of a system can be called so.
    ///
    /// - Throws: `usage` when it cannot.
    package static func validated(release: String, of os: String) throws -> String {
        let pattern = DistributionFamilies.of(os).releasePattern
        guard try Regex(pattern.text).wholeMatch(in: release) != nil else {
            let hint = releases[os].map { "like \($0)" }
            throw FGError(.usage, "\"\(release)\" is not \(pattern.meaning)", hint: hint)
        }
        return release
    }

    /// The text of a file with one template.
    package static func text(name: String, os: String, release: String) -> String {
        let title = os.prefix(1).uppercased() + os.dropFirst()
        let family = DistributionFamilies.of(os)
        let ssh = family.sshService.prefix { $0 != "." }
        let archives = family.archiveLines(of: os, release: release).map { "\n    \($0)" }.joined()
        return """
            # \(title) \(release) as a virtual machine that is reached by ssh. A line is one fact; "help templates" has them all.
            # Next: template check FILE, template load FILE, generate \(name).
            template \(name) {
                summary  "\(title) \(release) with ssh"
                os       \(os) \(release)\(archives)

                # Software by name, with a version where one is needed, and what must not be there.
                package  openssh-server
                # package gcc>=12 make -nano

                # Who may log in: by key, as there are no passwords. A deployment can bring a key, too.
                user     researcher uid=1500
                # user   researcher groups=sudo keys="keys.pub"

                # Files and folders of yours, seen from where this file is.
                # file   /etc/motd text="Welcome" mode=0644
                # tree   /opt/app from="app"

                # Language, time zone and services.
                # locale   en_GB.UTF-8
                # timezone Etc/UTC
                # service  +\(ssh) -cron

                # What is run inside the image while it is built, without network.
                # run    "echo built > /etc/built"

                # The machine's disk: the kernel and what it boots by follow from it.
                disk     2GiB boot=bios+uefi
                hostname \(hostname(name))

                # What must hold in the booted machine: "verify" asks it.
                check    command="systemctl is-active \(ssh)" contains="active"
            }

            """
    }

    /// A template's name as a host has it: letters, digits and dashes.
    private static func hostname(_ name: String) -> String {
        let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
        let parts = letters.split(separator: "-")
        return parts.isEmpty ? "localhost" : parts.joined(separator: "-")
    }
}
