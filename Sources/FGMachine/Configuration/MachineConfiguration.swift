package import FGCore
package import FGProcess

/// A virtual machine as QEMU is to run it.
package struct MachineConfiguration: Sendable, Hashable {
    /// A disk of the machine, in the order the guest sees them.
    package struct Disk: Sendable, Hashable {
        package var path: FilePath
        /// QEMU's name of the format; never guessed, as a guest can write any header.
        package var format: String
        package var isReadOnly: Bool

        package init(_ path: FilePath, format: String, isReadOnly: Bool = false) {
            self.path = path
            self.format = format
            self.isReadOnly = isReadOnly
        }
    }

    /// What the guest reaches.
    package enum Network: Sendable, Hashable {
        /// Only the forwarded ports, from outside.
        case isolated
        /// Also what the host reaches.
        case open
    }

    /// The folder for the machine's sockets, console and firmware variables; it must exist.
    package var folder: FilePath
    package var disks: [Disk]
    package var accelerator = Accelerator.tcg
    package var firmware = Firmware.bios
    package var processors = 1
    package var memory = ByteCount(1 << 30)
    package var network = Network.isolated
    package var forwards: [PortForward] = []
    /// What systemd in the guest gets as credentials, by name; systemd.system-credentials(7).
    package var credentials: [String: [UInt8]] = [:]
    /// Whether the guest can be given a port to report on; see `ReportPort`.
    package var hasReportPort = false
    /// Whether a terminal can be attached to the serial console while the machine runs.
    package var hasConsoleSocket = false
    /// Whether the machine starts stopped.
    package var startsPaused = false

    package init(folder: FilePath, disks: [Disk]) {
        self.folder = folder
        self.disks = disks
    }

    /// Where the guest's serial console is written.
    package var consoleLog: FilePath { folder / "console.log" }
    /// Where a terminal attaches to the serial console.
    package var consoleSocket: FilePath { folder / "console.sock" }
    /// Where QEMU listens for control commands.
    package var controlSocket: FilePath { folder / "control.sock" }
    /// Where the bytes of the guest's report port go.
    package var reportFile: FilePath { folder / "report" }

    /// The whole argument vector for `qemu-system-x86_64`, which must start in `folder`.
    ///
    /// Sockets are named relative to the folder: a socket's path may have only 107 bytes.
    /// - Throws: `invalid` for numbers QEMU would refuse, `unavailable` without the wanted firmware.
    package func arguments() throws -> [String] {
        guard processors > 0, processors <= 255, memory.bytes >= 64 << 20 else {
            throw FGError(
                .invalid,
                "a machine cannot have \(processors) processors and \(memory) of memory",
                hint: "give 1 to 255 processors and at least 64MiB"
            )
        }
        var arguments = ["-nodefaults", "-no-user-config", "-display", "none", "-machine", "pc"]
        arguments += accelerator.arguments
        arguments += ["-smp", "\(processors)", "-m", "\(memory.bytes >> 20)"]
        arguments += try firmware.prepare(in: folder)
        for disk in disks { arguments += diskArguments(disk) }
        arguments += networkArguments + consoleArguments
        if hasReportPort {
            arguments += [
                "-device", "virtio-serial-pci",
                "-chardev", "file,id=report,path=\(QEMUOption.escaped(reportFile.string))",
            ]
        }
        arguments += [
            "-object", "rng-random,id=random,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=random",
            "-qmp", "unix:\(controlSocket.lastComponent),server=on,wait=off",
            // A guest that breaks out of the machine finds a process that may start nothing.
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        ]
        if startsPaused { arguments.append("-S") }
        return try arguments + credentialArguments()
    }

    /// The command that runs the machine; a guest can make no file of the host larger than its disks.
    package func command() throws -> Command {
        var command = Command(
            try Program.find("qemu-system-x86_64", package: "qemu-system-x86"),
            try arguments()
        )
        command.folder = folder
        return command
    }

    private func diskArguments(_ disk: Disk) -> [String] {
        var option = "file=\(QEMUOption.escaped(disk.path.string)),format=\(disk.format),if=virtio"
        // The overlay is thrown away or lives with the machine: a host crash ends both.
        option += disk.isReadOnly ? ",readonly=on" : ",cache=unsafe,discard=unmap"
        return ["-drive", option]
    }

    private var networkArguments: [String] {
        var option = "user,id=net0"
        if network == .isolated { option += ",restrict=on" }
        for forward in forwards { option += ",hostfwd=tcp:127.0.0.1:\(forward.host)-:\(forward.guest)" }
        return ["-netdev", option, "-device", "virtio-net-pci,netdev=net0,romfile="]
    }

    private var consoleArguments: [String] {
        let log = QEMUOption.escaped(consoleLog.string)
        let backend =
            hasConsoleSocket
            ? "socket,id=console,path=\(consoleSocket.lastComponent),server=on,wait=off,"
                + "logfile=\(log),logappend=on"
            : "file,id=console,path=\(log)"
        return ["-chardev", backend, "-serial", "chardev:console"]
    }

    private func credentialArguments() throws -> [String] {
        var arguments: [String] = []
        for (name, bytes) in credentials.sorted(by: { $0.key < $1.key }) {
            let value = "io.systemd.credential.binary:\(name)=\(Base64.encode(bytes))"
            guard value.utf8.count < 60 << 10 else {
                throw FGError(.invalid, "the credential \(name) is too large for a machine's SMBIOS table")
            }
            arguments += ["-smbios", "type=11,value=\(QEMUOption.escaped(value))"]
        }
        return arguments
    }
}
