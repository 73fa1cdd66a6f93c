package import FGCore

/// The firmware that a machine starts with.
package enum Firmware: String, Sendable, Hashable, Codable, CaseIterable {
    case bios
    case uefi

    /// Where Debian's package `ovmf` puts UEFI's program and an empty store of variables.
    private static let code: FilePath = "/usr/share/OVMF/OVMF_CODE_4M.fd"
    private static let variables: FilePath = "/usr/share/OVMF/OVMF_VARS_4M.fd"

    /// Copies what the firmware writes to into the machine's folder and gives QEMU's options.
    ///
    /// - Throws: `unavailable` when UEFI's files are not installed.
    package func prepare(in folder: FilePath) throws -> [String] {
        guard self == .uefi else { return [] }
        guard Self.code.exists, Self.variables.exists else {
            throw FGError(
                .unavailable,
                "there is no UEFI firmware at \(Self.code)",
                subject: Self.code.string,
                hint: "apt-get install ovmf"
            )
        }
        let copy = folder / "uefi-variables.fd"
        try copy.write(Self.variables.readBytes(), permissions: 0o600)
        return [
            "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=\(QEMUOption.escaped(Self.code.string))",
            "-drive", "if=pflash,unit=1,format=raw,file=\(QEMUOption.escaped(copy.string))",
        ]
    }
}
