import FGCore

/// Bytes that a disk will have: at hand, or in a file that is read when they are written.
struct DiskBytes {
    private enum Source {
        case memory(ArraySlice<UInt8>)
        case file(FilePath, start: Int64)
    }

    let count: Int
    private let source: Source

    private init(count: Int, _ source: Source) { (self.count, self.source) = (count, source) }

    init(_ bytes: [UInt8]) { self.init(count: bytes.count, .memory(bytes[...])) }

    /// A part of a file, which may have no link in the last place of its path.
    init(of file: FilePath, _ range: Range<Int64>) {
        self.init(count: range.count, .file(file, start: range.lowerBound))
    }

    /// The bytes of a range that is within these.
    func part(_ range: Range<Int>) -> DiskBytes {
        switch source {
        case .memory(let bytes):
            let start = bytes.startIndex + range.lowerBound
            return DiskBytes(count: range.count, .memory(bytes[start..<start + range.count]))
        case .file(let path, let start):
            return DiskBytes(count: range.count, .file(path, start: start + Int64(range.lowerBound)))
        }
    }

    /// Copies as many bytes as the buffer has, which these have too, from a place among them.
    ///
    /// - Throws: `failed` when the file is shorter by now, errors of the system.
    func copy(from place: Int, into buffer: UnsafeMutableRawBufferPointer, _ files: inout LastFile) throws {
        switch source {
        case .memory(let bytes):
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: .init(rebasing: $0[place..<place + buffer.count]))
            }
        case .file(let path, let start):
            guard try files.open(path).read(into: buffer, at: start + Int64(place)) == buffer.count else {
                throw FGError(.failed, "\(path) changed while it was read", subject: path.string)
            }
        }
    }

    /// The file that was read last, kept open: a large one is read in several pieces behind each other.
    struct LastFile {
        private var last: OpenFile?

        mutating func open(_ path: FilePath) throws -> OpenFile {
            if let last, last.path == path { return last }
            let file = try OpenFile(path, followsLinks: false)
            last = file
            return file
        }
    }
}
