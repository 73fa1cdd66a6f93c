/// Gives out the blocks of an XFS, one behind the other, group by group.
struct XFSSpace {
    /// A group: all of its blocks from `next` on are free.
    struct Group {
        var next: Int64
        let end: Int64
    }

    private(set) var groups: [Group]
    private var current = 0

    /// Takes the first free block of each group.
    init(_ geometry: XFSGeometry, next: [Int64]) {
        groups = next.enumerated().map { Group(next: $0.element, end: geometry.length(of: Int64($0.offset))) }
    }

    /// Consecutive blocks, as many as there are up to a count.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func blocks(upTo most: Int64) throws -> (first: XFSBlock, count: Int64) {
        while groups[current].next >= groups[current].end {
            guard current + 1 < groups.count else { throw NoRoomOnDisk() }
            current += 1
        }
        let group = groups[current]
        let count = min(most, group.end - group.next)
        groups[current].next += count
        return (XFSBlock(group: Int64(current), index: group.next), count)
    }

    /// Consecutive blocks, exactly so many.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func blocks(_ count: Int64) throws -> XFSBlock {
        guard
            let found = groups.indices.first(where: {
                $0 >= current && groups[$0].end - groups[$0].next >= count
            })
        else { throw NoRoomOnDisk() }
        groups[found].next += count
        return XFSBlock(group: Int64(found), index: groups[found].next - count)
    }
}
