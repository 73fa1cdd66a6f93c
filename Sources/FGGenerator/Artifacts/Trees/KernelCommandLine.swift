import FGCore
import FGInspect

/// What the kernel of an image is told, without what names its own disk.
enum KernelCommandLine {
    /// The words of the unified kernel image or of syslinux, without `root=`, `ro` and `rw`; empty without either.
    static func of(_ source: ArtifactSource) throws -> String {
        var line = ""
        if let program = try UnifiedKernelImage.program(of: source),
            let section = try PEFile(program).section(".cmdline")
        {
            line = String(decoding: section.prefix { $0 != 0 }, as: UTF8.self)
        } else if let files = try source.efiSystemPartition(), try files.size("/syslinux.cfg") != nil {
            let text = String(decoding: try files.bytes("/syslinux.cfg", limit: 1 << 16), as: UTF8.self)
            let appended = text.split(whereSeparator: \.isNewline)
                .map { $0.drop { $0 == " " || $0 == "\t" } }
                .first { $0.lowercased().hasPrefix("append ") }
            line = appended.map { String($0.dropFirst("append ".count)) } ?? ""
        }
        let words = line.split(whereSeparator: \.isWhitespace).filter {
            !$0.hasPrefix("root=") && $0 != "ro" && $0 != "rw"
        }
        return words.joined(separator: " ") + "\n"
    }
}
