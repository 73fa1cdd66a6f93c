import FGCore
import FGInspect

/// A file of a tree that a file system is made of; several names of one file are one.
struct DiskFile {
    /// What a file is, with the bits of the mode that say so.
    enum Kind: UInt16 {
        case pipe = 0x1000
        case character = 0x2000
        case folder = 0x4000
        case block = 0x6000
        case file = 0x8000
        case link = 0xa000
        case socket = 0xc000
    }

    /// An entry of a folder.
    struct Entry {
        let name: [UInt8]
        /// The index of the file among all of the tree.
        let file: Int
    }

    /// An extended attribute by its whole name.
    struct Attribute {
        let name: [UInt8]
        let value: [UInt8]
    }

    /// A name of the file: that of an entry of a folder.
    struct Name {
        /// The index of the folder.
        let folder: Int
        /// Which entry of the folder it is.
        let place: Int
        let name: [UInt8]
    }

    /// Where it is read from, by the first of its names.
    let path: FilePath
    /// Where it stands in the tree, whose root is `/`.
    let place: String
    let kind: Kind
    /// The lowest twelve bits of the mode.
    let permissions: UInt16
    let user: UInt32
    let group: UInt32
    /// Bytes of a file, or of a link's target; 0 for everything else.
    let size: Int64
    /// Seconds since 1970.
    let modified: Int64
    let device: DeviceNumber?
    /// What a symbolic link leads to.
    let target: [UInt8]
    /// Sorted by name.
    let attributes: [Attribute]
    /// None of the root folder.
    var names: [Name] = []
    /// The entries of a folder, sorted.
    var entries: [Entry] = []

    /// The whole mode.
    var mode: UInt16 { kind.rawValue | permissions }
}

extension DiskFile: CustomStringConvertible {
    /// Its place, as it can be shown.
    var description: String { PrintableText.of(place) }
}
