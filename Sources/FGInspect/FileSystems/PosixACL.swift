import FGCore

/// A list of who may do what with a file, in the two forms that it has on disk and in the kernel's interface.
package struct PosixACL {
    /// The value as the kernel gives it: version 2, eight bytes an entry.
    package let attribute: [UInt8]

    /// The names of the attributes that are such lists.
    package static let attributes: Set<String> = ["system.posix_acl_access", "system.posix_acl_default"]

    private static let undefined: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    /// The kinds of entries that name a user or a group.
    private static let names: [UInt16] = [0x02, 0x08]

    /// The value as it is.
    package init(attribute: [UInt8]) {
        self.attribute = attribute
    }

    /// Reads the form on disk: version 1, with a number only where an entry names a user or a group.
    ///
    /// - Throws: `refused` when it is damaged.
    init(stored: [UInt8]) throws {
        let bytes = ByteReader(stored)
        guard try bytes.uint32(at: 0, .little) == 1 else {
            throw FGError(.refused, "an access control list has an unknown form")
        }
        var attribute: [UInt8] = [2, 0, 0, 0]
        var place = 4
        while place < bytes.count {
            let tag = try bytes.uint16(at: place, .little)
            attribute += try bytes.bytes(at: place, count: 4)
            let isNamed = Self.names.contains(tag)
            attribute += isNamed ? try bytes.bytes(at: place + 4, count: 4) : Self.undefined
            place += isNamed ? 8 : 4
        }
        self.attribute = attribute
    }

    /// The form on disk.
    ///
    /// - Throws: `refused` when the value is damaged.
    package var stored: [UInt8] {
        get throws {
            let bytes = ByteReader(attribute)
            guard try bytes.uint32(at: 0, .little) == 2 else {
                throw FGError(.refused, "an access control list has an unknown form")
            }
            var stored: [UInt8] = [1, 0, 0, 0]
            for place in stride(from: 4, to: bytes.count, by: 8) {
                let isNamed = Self.names.contains(try bytes.uint16(at: place, .little))
                stored += try bytes.bytes(at: place, count: isNamed ? 8 : 4)
            }
            return stored
        }
    }
}
