import FGCore
import FGProcess

/// Puts kernel, initrd and command line into one EFI program.
///
/// Source: the Unified Kernel Image specification of the UAPI group; sections are added to systemd's stub.
struct UnifiedKernel {
    let objcopy: Program
    let stub: FilePath
    let scratch: FilePath

    /// Writes the program.
    func make(
        linux: FilePath,
        initrd: FilePath,
        commandLine: String,
        release: FilePath,
        to output: FilePath
    ) async throws {
        let line = scratch / "cmdline"
        try line.write(commandLine)
        let linuxAddress: Int64 = 0x200_0000
        let linuxSize = linux.status()?.size ?? 0
        // The initrd follows the kernel on the next mebibyte, however large the kernel is.
        let initrdAddress = (linuxAddress + linuxSize + (1 << 20)) / (1 << 20) * (1 << 20)
        let sections: [(String, FilePath, Int64)] = [
            (".osrel", release, 0x2_0000), (".cmdline", line, 0x3_0000), (".linux", linux, linuxAddress),
            (".initrd", initrd, initrdAddress),
        ]
        let arguments = sections.flatMap { name, file, address in
            [
                "--add-section", "\(name)=\(file)", "--change-section-vma",
                "\(name)=0x\(String(address, radix: 16))",
            ]
        }
        // Without the option the program's header would tell when it was made.
        let options = ["--preserve-dates"]
        try await Command(objcopy, options + arguments + [stub.string, output.string]).runChecked()
    }
}
