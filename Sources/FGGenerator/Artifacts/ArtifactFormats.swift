/// All forms that an image is written in.
package enum ArtifactFormats {
    /// In the order of help.
    package static let all: [any ArtifactFormat] = [
        RawDisk(),
        Qcow2Disk(compression: .none),
        Qcow2Disk(compression: .zstd),
        VMDKDisk(),
        VHDDisk(kind: .dynamic),
        VHDDisk(kind: .fixed),
        VHDXDisk(),
        PartitionImage(),
        CompressedTar(),
        SquashFS(),
        ErofsImage(),
        OCIArchive(),
        NetbootSet(),
        UnifiedKernelImage(),
    ]

    /// Their names.
    package static let names = all.map(\.name)

    /// The form of a name; nil when none has it.
    package static func named(_ name: String) -> (any ArtifactFormat)? {
        all.first { $0.name == name }
    }
}
