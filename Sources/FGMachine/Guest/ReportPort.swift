package import FGCore

/// A way for a guest to run a script and report, for which the image needs neither ssh nor anything of ours.
///
/// Credentials put a udev rule, a unit and the script into the running guest. When the host then plugs in a serial
/// port of virtio, udev reads the new rule and systemd starts the unit, whose output goes to that port.
package struct ReportPort: Sendable {
    /// The name that the guest sees.
    private static let name = "org.fgshell.report"
    private static let scriptPath = "/run/fgshell/report"
    private static let unit = "fgshell-report.service"

    private let control: QMPClient
    private let file: FilePath
    private var count = 0

    /// Prepares plugging ports into a machine that has `hasReportPort`.
    package init(control: QMPClient, file: FilePath) {
        self.control = control
        self.file = file
    }

    /// What the guest is given so that it runs `script` when a port comes.
    package static func guestFiles(script: String) -> [GuestFile] {
        let unitText = """
            [Unit]
            Description=Report to the machine's host
            DefaultDependencies=no
            [Service]
            Type=simple
            ExecStart=/bin/sh \(scriptPath)
            StandardOutput=file:/dev/virtio-ports/\(name)
            StandardError=null

            """
        let rule = """
            SUBSYSTEM=="virtio-ports", ATTR{name}=="\(name)", TAG+="systemd", \
            ENV{SYSTEMD_WANTS}+="\(unit)"

            """
        return [
            GuestFile("/run/fgshell", .folder),
            GuestFile(scriptPath, .file([UInt8](script.utf8)), mode: 0o755),
            GuestFile("/run/systemd/system/\(unit)", .file([UInt8](unitText.utf8))),
            GuestFile("/run/udev/rules.d/99-fgshell.rules", .file([UInt8](rule.utf8))),
        ]
    }

    /// Plugs a port in until the guest answers with its first bytes; udev looks for new rules every 3 s only.
    ///
    /// - Returns: whether it answered within the time.
    package mutating func open(within time: Duration) async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + time
        while clock.now < end {
            count += 1
            let id = "report\(count)"
            try await control.plug([
                "driver": "virtserialport", "id": id, "chardev": "report", "name": Self.name,
            ])
            let next = min(end, clock.now + .seconds(4))
            while clock.now < next {
                if file.status()?.size ?? 0 > 0 { return true }
                try await Task.sleep(for: .milliseconds(50))
            }
            try await control.unplug(id)
            // The id and the backend are free once the guest let the port go.
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// The report once `terminator` stands in it.
    ///
    /// - Returns: nil when it is not complete within the time.
    /// - Throws: `refused` for more than `limit` bytes.
    package func report(
        endingWith terminator: String,
        limit: ByteCount = ByteCount(4 << 20),
        within time: Duration
    ) async throws -> String? {
        let clock = ContinuousClock()
        let end = clock.now + time
        while true {
            let isLast = clock.now >= end
            guard file.status()?.size ?? 0 <= limit.bytes else {
                throw FGError(.refused, "the guest reported more than \(limit)")
            }
            let text = try file.readText()
            if text.contains(terminator) { return text }
            if isLast { return nil }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
