import FGCore
import FGInspect

/// Puts kernel, initrd and command line into one EFI program.
///
/// Written here and not by objcopy, so that the bytes do not hang on its version, nor the time on its reading all of the
/// program again, two bytes at a time, for a checksum that UEFI asks of drivers only.
///
/// Source: the Unified Kernel Image specification of the UAPI group; sections are added to systemd's stub.
struct UnifiedKernel {
    let stub: FilePath

    /// Writes the program.
    ///
    /// - Throws: `failed` when the stub is none or has no room for the sections; the system's error.
    func make(linux: FilePath, initrd: FilePath, commandLine: String, release: FilePath, to output: FilePath)
        throws
    {
        do {
            var program = try PEProgram(try stub.readBytes(limit: 16 << 20))
            let file = try OpenFile(output, .create(permissions: 0o644))
            // The kernel is the last: it may unpack itself over what follows.
            let contents: [(String, PEProgram.Content)] = [
                (".osrel", .file(release)), (".cmdline", .bytes(Array(commandLine.utf8))),
                (".initrd", .file(initrd)), (".linux", .file(linux)),
            ]
            for (name, content) in contents { try program.add(name, content, to: file) }
            try program.finish(file)
        } catch let error as FGError where error.code == .refused {
            throw FGError(.failed, "the EFI stub \(stub) cannot carry a kernel: \(error.message)")
        }
    }
}
