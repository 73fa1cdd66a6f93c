package import FGCore

/// What the inspector found in a file.
package struct Inspection: Sendable, Hashable, Codable {
    /// Something noted about the file.
    package struct Fact: Sendable, Hashable, Codable {
        /// What it is, such as `cluster-size`; lower case with dashes.
        package let name: String
        /// Its value as text; numbers of bytes are plain numbers.
        package let value: String
    }

    /// The file that was inspected.
    package let path: FilePath
    /// The one format that the bytes match, the first one when they match several.
    package let format: ImageFormat
    /// The compression that this file is, or that the file was taken out of; nil for none.
    package let compression: Compression?
    /// The size of the disk that a guest sees; nil for archives and where it cannot be read.
    package let virtualSize: ByteCount?
    /// The compressed layers of an OCI layout, which are not judged yet: an `OCILayerInspector` does, unpacked.
    package let packedLayers: [OCILayer]
    /// What was noted, in the order of the checks.
    package let facts: [Fact]
    /// Why the file must not be used; empty for a safe one, at most 100.
    package let hazards: [Hazard]

    /// Whether what was inspected is an image without any hazard.
    package var isSafe: Bool { hazards.isEmpty && format.compression == nil }

    /// The value of a fact; nil when it was not noted.
    package func fact(_ name: String) -> String? {
        facts.first { $0.name == name }?.value
    }

    /// Lets only a safe image pass; errors call it by another name than its path's when one is given.
    ///
    /// - Throws: `refused` with the first hazard, and all of them in the hint.
    package func requireSafe(named name: FilePath? = nil) throws {
        let path = name ?? path
        guard let first = hazards.first else {
            if let wrapper = format.compression {
                throw FGError(
                    .refused,
                    "\(path) is compressed with \(wrapper.rawValue); what is inside was not inspected",
                    subject: path.string,
                    hint: "unpack it and inspect the result"
                )
            }
            return
        }
        let all = hazards.prefix(8).map(\.reason).joined(separator: "; ")
        throw FGError(
            .refused,
            "\(path) is refused as \(format.rawValue): \(first.reason)",
            subject: path.string,
            hint: hazards.count == 1
                ? "make a plain image of it with tools that you trust"
                : "all \(hazards.count) reasons: \(all)"
        )
    }
}
