import FGCore

/// A form that image bytes come in, named in full so that no tool ever has to guess.
package enum ImageFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case raw
    case qcow2
    case vmdk
    case vhd
    case vhdx
    case vdi
    case tar
    case ociLayout = "oci-layout"
    case qed
    case parallels
    case bochs
    case cloop
    case luks
    case iso
    case squashfs
    case cpio
    case dmg
    case zip
    case gzip
    case xz
    case zstd
    case bzip2

    /// The formats that an image may have; the others are known only to be refused, or unpacked first.
    package static let accepted: [ImageFormat] = [.raw, .qcow2, .vmdk, .vhd, .vhdx, .vdi, .tar, .ociLayout]

    /// Reads the name of a format; `vpc` is qemu's name of `vhd`, `oci` a short one of `oci-layout`.
    ///
    /// - Throws: `invalid` for an unknown name or a format that images may not have.
    package init(parsing text: String) throws {
        let name = ["vpc": "vhd", "oci": "oci-layout"][text] ?? text
        guard let format = ImageFormat(rawValue: name), Self.accepted.contains(format) else {
            throw FGError(
                .invalid,
                "\"\(text)\" is not an image format",
                subject: text,
                hint: "the formats are \(Self.accepted.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self = format
    }

    /// Whether an image may have this format.
    package var isAccepted: Bool { Self.accepted.contains(self) }

    /// Whether the bytes are a virtual disk.
    package var isDisk: Bool { [.raw, .qcow2, .vmdk, .vhd, .vhdx, .vdi].contains(self) }

    /// The compression that this format is; nil for all others.
    package var compression: Compression? { Compression(rawValue: rawValue) }

    /// The name by which qemu's tools know the disk format; nil when it is not one of theirs.
    package var qemuName: String? {
        guard isDisk else { return nil }
        return self == .vhd ? "vpc" : rawValue
    }
}

/// A compression around a whole file.
package enum Compression: String, Sendable, Hashable, Codable, CaseIterable {
    case gzip
    case xz
    case zstd
    case bzip2
}
