import FGCore
import FGInspect

/// The format of Virtual PC, Hyper-V and Azure.
///
/// Source: Microsoft's "Virtual Hard Disk Image Format Specification", version 1.0.
struct VHDDisk: DiskFormat {
    /// How the disk is stored.
    enum Kind: String, Sendable {
        /// In blocks, those of zeros left out.
        case dynamic
        /// As it is, with a footer behind it.
        case fixed
    }

    let kind: Kind
    let qemuName = "vpc"

    var name: String { kind == .dynamic ? "vhd" : "vhd-fixed" }
    /// Without force_size it would be rounded up to whole cylinders, and be another disk.
    var options: [String] { ["-o", "subformat=\(kind.rawValue),force_size=on"] }

    private static let footerSize = 512
    /// Seconds from 1970 to 2000, when the time of a VHD begins.
    private static let begin: Int64 = 946_684_800

    /// Replaces time and identifier of the footer, and of its copy at the start of a dynamic disk.
    func seal(_ file: OpenFile, _ source: ArtifactSource) throws {
        let places = (kind == .dynamic ? [0] : []) + [try file.size() - Int64(Self.footerSize)]
        for place in places {
            var footer = try file.read(Self.footerSize, at: place)
            guard footer.count == Self.footerSize, ByteReader(footer).has("conectix", at: 0) else {
                throw FGError(.failed, "qemu-img wrote a VHD without a footer")
            }
            let seconds = UInt32(clamping: source.epoch.seconds - Self.begin)
            footer.replace(at: 24, with: seconds, .big)
            footer.replaceSubrange(68..<84, with: source.digest.uuidBytes)
            footer.replace(at: 64, with: 0, .big)
            let sum = footer.reduce(UInt32(0)) { $0 &+ UInt32($1) }
            footer.replace(at: 64, with: ~sum, .big)
            try file.write(footer, at: place)
        }
    }
}
