/// Gives blocks of an ext4 their bytes.
struct Ext4Disk {
    let image: FileSystemImage

    /// Bytes from the start of a block.
    func put(_ bytes: [UInt8], at block: Int64) { put(DiskBytes(bytes), at: block) }

    /// Bytes from the start of a block.
    func put(_ bytes: DiskBytes, at block: Int64) { image.put(bytes, at: block * Int64(Ext4.blockSize)) }
}
