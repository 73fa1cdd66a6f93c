import FGCore

/// Writes blocks of an ext4 into its image.
struct Ext4Disk {
    private let file: OpenFile
    private let start: Int64

    /// - Throws: errors of the system.
    init(_ image: FileSystemImage) throws {
        file = try OpenFile(image.disk, .readWrite)
        start = image.start
    }

    /// Writes bytes from the start of a block.
    func put(_ bytes: [UInt8], at block: Int64) throws { try file.write(bytes, at: place(block)) }

    /// Writes bytes from the start of a block.
    func put(_ bytes: UnsafeRawBufferPointer, at block: Int64) throws {
        try file.write(bytes, at: place(block))
    }

    private func place(_ block: Int64) -> Int64 { start + block * Int64(Ext4.blockSize) }
}
