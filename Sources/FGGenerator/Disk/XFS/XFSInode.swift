import FGCore

/// An inode: what is known of a file, then where its content is, then its attributes.
struct XFSInode {
    let number: UInt64
    var mode: UInt16 = 0
    var links: UInt32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
    var size: Int64 = 0
    /// All blocks of content, attributes and their trees.
    var blocks = 0
    var modified: Int64 = 0
    var flags: UInt16 = 0
    var form = XFS.Form.device
    var content: [UInt8] = []
    /// The stretches of the content.
    var extents = 0
    var formOfAttributes = XFS.Form.extents
    var attributes: [UInt8] = []
    var extentsOfAttributes = 0
    /// Where the attributes begin behind the head, in steps of eight bytes; 0 without any.
    var attributesPlace = 0

    /// Times are of 64 bits.
    private static let hasBigTimes: UInt64 = 8
    private static let checksumPlace = 100

    /// What the content has room for.
    var room: Int { attributesPlace == 0 ? XFS.inodeRoom : 8 * attributesPlace }

    /// The bytes; of the times only that of the content is the file's own.
    func bytes(_ geometry: XFSGeometry, epoch: Timestamp) -> [UInt8] {
        let isFree = mode == 0
        var bytes: [UInt8] = []
        bytes.append(big: XFS.Magic.inode)
        bytes.append(big: mode)
        bytes += [3, form.rawValue, 0, 0]
        bytes.append(big: user)
        bytes.append(big: group)
        bytes.append(big: links)
        bytes.fill(to: 32)
        for time in [epoch.seconds, modified, epoch.seconds] {
            bytes.append(big: isFree ? 0 : Self.time(time))
        }
        bytes.append(big: size)
        bytes.append(big: UInt64(blocks))
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32(extents))
        bytes.append(big: UInt16(extentsOfAttributes))
        bytes += [UInt8(attributesPlace), isFree ? 0 : formOfAttributes.rawValue]
        bytes.fill(to: 90)
        bytes.append(big: flags)
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32.max)
        bytes.fill(to: 104)
        bytes.append(big: UInt64(isFree ? 0 : 1))
        bytes.append(big: UInt64(0))
        bytes.append(big: isFree ? 0 : Self.hasBigTimes)
        bytes.fill(to: 144)
        bytes.append(big: isFree ? 0 : Self.time(epoch.seconds))
        bytes.append(big: number)
        bytes += geometry.identifier
        bytes += content
        if attributesPlace > 0 {
            bytes.fill(to: XFS.inodeHead + 8 * attributesPlace)
            bytes += attributes
        }
        bytes.fill(to: XFS.inodeSize)
        return XFS.seal(bytes, checksumAt: Self.checksumPlace)
    }

    /// Nanoseconds since the earliest time that 32 bits of seconds can say.
    private static func time(_ seconds: Int64) -> UInt64 {
        UInt64(max(0, seconds + 1 << 31)) * 1_000_000_000
    }
}
