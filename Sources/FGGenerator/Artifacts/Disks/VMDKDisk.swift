import FGCore
import FGInspect

/// VMware's format for transport: compressed, to be read from start to end.
///
/// Source: VMware's "Virtual Disk Format 5.0", "Stream-Optimized Compressed Sparse Extents".
struct VMDKDisk: DiskFormat {
    let name = "vmdk"
    let qemuName = "vmdk"
    let options = ["-o", "subformat=streamOptimized"]

    /// Replaces the content identifier of the descriptor, which is drawn by chance.
    func seal(_ file: OpenFile, _ source: ArtifactSource) throws {
        let header = ByteReader(try file.read(512, at: 0))
        let offset = Int64(clamping: try header.uint64(at: 28, .little)) * 512
        let size = Int(clamping: try header.uint64(at: 36, .little)) * 512
        guard header.has("KDMV", at: 0), offset > 0, (512...1 << 20).contains(size) else {
            throw FGError(.failed, "qemu-img wrote a VMDK without a descriptor")
        }
        let text = String(decoding: try file.read(size, at: offset).prefix { $0 != 0 }, as: UTF8.self)
        // The two highest numbers mean that there is none.
        let identifier = "7" + source.digest.hex.prefix(7)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("CID=") ? "CID=" + identifier : String(line)
        }
        var bytes = Array(lines.joined(separator: "\n").utf8)
        guard bytes.count < size else { throw FGError(.failed, "qemu-img wrote a VMDK that has no room") }
        bytes += [UInt8](repeating: 0, count: size - bytes.count)
        try file.write(bytes, at: offset)
    }
}
