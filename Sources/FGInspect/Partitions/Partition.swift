/// One entry of a partition table.
package struct Partition: Sendable, Hashable {
    /// What a partition says it is for.
    package enum Role: Sendable, Hashable {
        case efiSystem
        case biosBoot
        /// A root file system for a machine, by Debian's name of the architecture.
        case root(architecture: String)
        case swap
        /// Linux data, which may be a root file system.
        case linux
        case other
    }

    /// The number in the table, from 1.
    package let number: Int
    package let role: Role
    /// The identifier of the partition; nil in a table without them.
    package let id: GUID?
    /// Byte offset on the disk.
    package let start: Int64
    /// Bytes.
    package let length: Int64
    package let name: String
    /// Whether a BIOS boot program may start it.
    package let isBIOSBootable: Bool

    /// The roles that GPT type identifiers stand for (UEFI 2.10 §5.3.3, Discoverable Partitions Specification).
    static let roles: [GUID: Role] = [
        GUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"): .efiSystem,
        GUID("21686148-6449-6e6f-744e-656564454649"): .biosBoot,
        GUID("4f68bce3-e8cd-4db1-96e7-fbcaf984b709"): .root(architecture: "amd64"),
        GUID("b921b045-1df0-41c3-af44-4c6f280d3fae"): .root(architecture: "arm64"),
        GUID("44479540-f297-41b2-9af7-d131d5f0458a"): .root(architecture: "i386"),
        GUID("72ec70a6-cf74-40e6-bd49-4bda08e8f224"): .root(architecture: "riscv64"),
        GUID("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"): .swap,
        GUID("0fc63daf-8483-4772-8e79-3d69d8477de4"): .linux,
    ]
}
