/// QEMU's own format, version 3.
struct Qcow2Disk: DiskFormat {
    /// How its clusters are compressed.
    enum Compression: Sendable {
        case none
        case zstd
    }

    let compression: Compression
    let qemuName = "qcow2"

    var name: String { compression == .none ? "qcow2" : "qcow2-zstd" }
    var options: [String] {
        ["-o", "compat=1.1"] + (compression == .none ? [] : ["-c", "-o", "compression_type=zstd"])
    }
}
