import FoundationEssentials

/// The base64 form of bytes; RFC 4648 §4.
package enum Base64 {
    /// The text form, on one line.
    package static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }
}
