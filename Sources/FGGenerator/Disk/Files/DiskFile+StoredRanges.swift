import FGCore
import FGInspect

extension DiskFile {
    /// What of a file is stored or is a hole as a whole, in bytes.
    private static let unit: Int64 = 1 << 16
    /// Most units that are not zeros tell it by their first bytes.
    private static let glance = 64

    /// What of a file's content a file system stores, in bytes from its start; everything else of it is holes.
    ///
    /// Whole units with zeros alone are holes, but never a file that is not longer than one: where holes are follows from
    /// the content, not from what the tree is on.
    /// - Throws: `failed` when the file's size is another one by now, errors of the system.
    func storedRanges() throws -> [Range<Int64>] {
        guard size > Self.unit else { return size > 0 ? [0..<size] : [] }
        let source = try OpenFile(path, followsLinks: false)
        guard try source.size() == size else {
            throw FGError(.failed, "\(self) changed while it was read", subject: description)
        }
        var ranges: [Range<Int64>] = []
        try withUnsafeTemporaryAllocation(byteCount: Int(Self.unit), alignment: 16) { buffer in
            var offset: Int64 = 0
            while offset < size, let data = try source.nextData(from: offset) {
                offset = max(offset, data.lowerBound / Self.unit * Self.unit)
                while offset < min(data.upperBound, size) {
                    try Task.checkCancellation()
                    let unit = offset..<min(offset + Self.unit, size)
                    if try Self.hasData(source, unit, buffer) { Self.add(unit, to: &ranges) }
                    offset = unit.upperBound
                }
            }
        }
        return ranges
    }

    /// Whether a unit of a file has other bytes than zeros.
    private static func hasData(
        _ source: OpenFile,
        _ unit: Range<Int64>,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws -> Bool {
        for wanted in [min(glance, unit.count), unit.count] {
            let count = try source.read(into: .init(rebasing: buffer[..<wanted]), at: unit.lowerBound)
            if !ZeroBytes.fill(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { return true }
        }
        return false
    }

    private static func add(_ unit: Range<Int64>, to ranges: inout [Range<Int64>]) {
        if let last = ranges.last, last.upperBound == unit.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<unit.upperBound
        } else {
            ranges.append(unit)
        }
    }
}
