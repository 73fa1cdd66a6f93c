/// A key of a tree, by which its items are sorted.
struct BtrfsKey: Comparable {
    let object: UInt64
    let kind: UInt8
    let offset: UInt64

    static func < (left: BtrfsKey, right: BtrfsKey) -> Bool {
        (left.object, left.kind, left.offset) < (right.object, right.kind, right.offset)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(object)
        bytes.append(kind)
        bytes.append(offset)
        return bytes
    }
}

/// An item of a tree.
struct BtrfsItem {
    let key: BtrfsKey
    let data: [UInt8]

    init(_ object: UInt64, _ kind: UInt8, _ offset: UInt64, _ data: [UInt8]) {
        key = BtrfsKey(object: object, kind: kind, offset: offset)
        self.data = data
    }
}
