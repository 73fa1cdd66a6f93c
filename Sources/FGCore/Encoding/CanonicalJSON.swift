import FoundationEssentials

/// The one JSON form of a value: keys sorted, no blanks, no escaped slashes, UTF-8.
package enum CanonicalJSON {
    /// The bytes of a value in canonical form.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// The digest of a value's canonical form.
    package static func digest(of value: some Encodable) throws -> Digest {
        Digest(of: try encode(value))
    }

    /// Reads a value from JSON bytes.
    ///
    /// - Throws: `corrupt` when the bytes are not JSON of that shape.
    package static func decode<Result: Decodable>(_ type: Result.Type, from bytes: [UInt8]) throws -> Result {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw FGError(.corrupt, "the JSON of a \(type) cannot be read: \(error)", cause: error)
        }
    }
}
