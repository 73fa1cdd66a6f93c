package import FGCore

/// What is to be imported.
package struct ImageImportRequest: Sendable {
    /// An image file, compressed or not, or the folder of an OCI layout.
    package var file: FilePath
    /// The name in the catalog; nil takes the file's name without its endings.
    package var name: String?
    /// The digest that the file must have.
    package var expected: Digest?
    /// The format that the image must have; nil takes the one that its bytes show.
    package var format: String?
    /// Whether file systems that are not read here are left unread, and no machine is started to read them.
    package var isQuick: Bool

    package init(
        file: FilePath,
        name: String?,
        expected: Digest?,
        format: String?,
        isQuick: Bool = false
    ) {
        self.file = file
        self.name = name
        self.expected = expected
        self.format = format
        self.isQuick = isQuick
    }

    private static let endings = [
        ".gz", ".xz", ".zst", ".bz2", ".tar", ".tgz", ".txz", ".img", ".raw", ".qcow2", ".vmdk", ".vhd",
        ".vhdx", ".vdi", ".vpc", ".oci",
    ]

    /// The name that the image gets.
    ///
    /// - Throws: `invalid` when the given name, or the file's without one given, cannot be an image's.
    func imageName() throws -> String {
        if let name { return try Name.validated(name, as: "image name") }
        var base = file.lastComponent
        while let ending = Self.endings.first(where: { base.hasSuffix($0) && base.count > $0.count }) {
            base.removeLast(ending.count)
        }
        do {
            return try Name.validated(base, as: "image name")
        } catch let error as FGError {
            throw FGError(
                .invalid,
                "the file's name gives no name for the image: \(error.message)",
                subject: file.string,
                hint: "add --name NAME"
            )
        }
    }
}
