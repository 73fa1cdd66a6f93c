import FGGenerator

/// The script that is run inside the guest, and its answer cut into sections.
struct GuestReport: Sendable {
    private static let mark = "@@fgshell "
    /// The shell function that begins a section of the answer: `section NAME`.
    static let sectionFunction = "section() { printf '\\n\(mark)%s\\n' \"$1\"; }"
    /// What the last line of a whole answer is.
    static let ending = mark + "end\n"
    private var sections: [String: String] = [:]

    /// One script for all questions: each login costs more than all of them.
    ///
    /// The drop-in that lets the test in is put aside while sshd's own settings are read.
    static func script(for template: ResolvedTemplate?, dropIn: String) -> String {
        var lines = [
            sectionFunction,
            "section running; systemctl is-system-running --wait",
            "section failed; systemctl --failed --plain --no-legend",
            "section hostname; cat /etc/hostname",
            "section time; systemd-analyze time",
            "section dmesg; dmesg --level emerg,alert,crit,err --notime",
            "section passwd; cat /etc/passwd",
            "section groups; cat /etc/group",
            "section address; ip -o addr show scope global",
            "section hostkeys; ls /etc/ssh/ssh_host_ed25519_key.pub",
            "section machineid; cat /etc/machine-id",
            "section sshd; mv \(dropIn) /run/fgshell-sshd.conf; sshd -T; mv /run/fgshell-sshd.conf \(dropIn)",
        ]
        for (name, _) in (template?.services ?? [:]).sorted(by: { $0.key < $1.key }) {
            lines.append("section service:\(name); systemctl is-enabled '\(name)'")
        }
        for (index, check) in (template?.checks ?? []).enumerated() {
            lines.append(
                "section check:\(index + 1); ( \(check.command)\n) 2>&1 </dev/null; echo \"@@status $?\""
            )
        }
        return lines.joined(separator: "\n") + "\nsection end\n"
    }

    /// Cuts the answer.
    init(_ text: String) {
        var name: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(Self.mark) {
                name = String(line.dropFirst(Self.mark.count))
                sections[name ?? ""] = ""
            } else if let name {
                sections[name, default: ""] += line + "\n"
            }
        }
    }

    /// Whether the script ran to its end.
    var isWhole: Bool { sections["end"] != nil }

    /// The lines of a section that are not blank.
    func lines(_ name: String) -> [String] {
        (sections[name] ?? "").split(separator: "\n").map(String.init).filter {
            !$0.allSatisfy(\.isWhitespace)
        }
    }
}
