/// The names of virtual packages, read when one is asked for: few templates name one, and to read all takes longer than
/// everything else of a list.
final class VirtualNames {
    private var fields: [(bytes: [UInt8], places: [Range<Int>])] = []

    /// Every name.
    private(set) lazy var names = Set(
        fields.flatMap { bytes, places in
            places.flatMap {
                PackageRelations.names(in: String(decoding: bytes[$0], as: UTF8.self)).joined()
            }
        }
    )

    /// Adds the values of `Provides` fields of a list, before the first name is asked for.
    func add(_ places: [Range<Int>], of bytes: [UInt8]) { fields.append((bytes, places)) }
}
