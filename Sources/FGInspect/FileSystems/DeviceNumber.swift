/// The number of a device.
package struct DeviceNumber: Sendable, Hashable {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads it where an inode of ext4 has the map of its blocks: in the old form, or in the new one after it.
    init(_ map: [UInt8]) throws {
        let reader = ByteReader(map)
        let old = try reader.uint32(at: 0, .little)
        if old != 0 {
            self.init(major: old >> 8 & 0xff, minor: old & 0xff)
        } else {
            let new = try reader.uint32(at: 4, .little)
            self.init(major: new >> 8 & 0xfff, minor: new & 0xff | new >> 12 & 0xf_ff00)
        }
    }
}
