import FGCore

/// Gathers what a disk consists of: stretches of bytes, each at its place; everything else is zeros.
///
/// All have their places before any is written, so that the disk can be written and hashed from its start to its end at once.
final class DiskLayout {
    /// Bytes.
    let size: Int64
    private var stretches: [LaidDisk.Stretch] = []

    init(size: Int64) { self.size = size }

    /// Bytes of the disk from a place on; no other stretch may have one of them.
    func put(_ bytes: DiskBytes, at place: Int64) {
        if bytes.count > 0 { stretches.append(LaidDisk.Stretch(place: place, bytes: bytes)) }
    }

    /// What is not a hole in a range of a file, whose start is at a place of the disk.
    ///
    /// - Throws: errors of the system.
    func put(dataOf file: OpenFile, _ range: Range<Int64>, at place: Int64) throws {
        var offset = range.lowerBound
        while offset < range.upperBound, let data = try file.nextData(from: offset) {
            let part = data.clamped(to: range)
            put(DiskBytes(of: file.path, part), at: place + part.lowerBound - range.lowerBound)
            offset = data.upperBound
        }
    }

    /// The disk, when everything has its place.
    func finish() -> LaidDisk { LaidDisk(size: size, stretches) }
}
