package import FGCore
package import FGInspect

extension Recipe {
    /// The root that packages and files are laid over, pinned by the digests of its bytes.
    package struct Base: Codable, Sendable, Hashable {
        /// An archive or a disk with files, which is a blob of the store.
        package struct Layer: Codable, Sendable, Hashable {
            package var digest: Digest
            package var size: Int64
            /// What the image's manifest calls it; nil where there is none.
            package var mediaType: String?
            /// How it is compressed; nil for not.
            package var compression: Compression?
            /// The digest of the archive in it: the `diff_id` of an image's layer; nil for a disk.
            package var content: Digest?

            package init(
                digest: Digest,
                size: Int64,
                mediaType: String? = nil,
                compression: Compression? = nil,
                content: Digest? = nil
            ) {
                self.digest = digest
                self.size = size
                self.mediaType = mediaType
                self.compression = compression
                self.content = content
            }
        }

        /// A package that the base has.
        package struct Package: Codable, Sendable, Hashable {
            package var name: String
            package var version: String
            package var architecture: String

            package init(name: String, version: String, architecture: String) {
                self.name = name
                self.version = version
                self.architecture = architecture
            }
        }

        package var kind: ResolvedTemplate.Base.Kind
        /// What the template says, of the catalog the version's whole name.
        package var source: String
        /// What its layers are: `tar`, or the format of a disk.
        package var format: ImageFormat
        /// The digest of the image's manifest, of the archive or of the disk.
        package var digest: Digest
        /// The blobs that describe an image of a layout or registry: manifest and configuration; empty for others.
        package var documents: [Digest]
        /// In the order in which they are laid, the lowest first.
        package var layers: [Layer]
        /// What manages its packages: `dpkg`, `rpm` or `apk`; nil when none is known.
        package var manager: String?
        /// Sorted by name.
        package var packages: [Package]
        /// The version of its newest kernel; nil without one.
        package var kernel: String?
        /// The accounts of people that it has, sorted; nil for none.
        package var users: [String]?
        /// The latest time of its files.
        package var newest: Timestamp
        /// Whether the registry is asked without TLS; nil for not.
        package var isPlain: Bool?

        /// The format by its name.
        package var formatName: String { format.rawValue }

        package init(
            kind: ResolvedTemplate.Base.Kind,
            source: String,
            format: ImageFormat,
            digest: Digest,
            documents: [Digest] = [],
            layers: [Layer],
            manager: String? = nil,
            packages: [Package] = [],
            kernel: String? = nil,
            users: [String]? = nil,
            newest: Timestamp,
            isPlain: Bool? = nil
        ) {
            self.kind = kind
            self.source = source
            self.format = format
            self.digest = digest
            self.documents = documents
            self.layers = layers
            self.manager = manager
            self.packages = packages
            self.kernel = kernel
            self.users = users
            self.newest = newest
            self.isPlain = isPlain
        }

        /// Whether it is a disk of a format that is read out of it first.
        var isConverted: Bool { format != .tar && format != .raw }

        /// Every blob that it is made of.
        package var blobs: [Digest] { documents + layers.map(\.digest) }

        /// Bytes of its layers.
        package var size: Int64 { layers.reduce(0) { $0 + $1.size } }
    }

    /// Every package of the image, by name: those of the base that stay as they are, and those that are installed.
    package var contents: [Base.Package] {
        let own = packages.map {
            Base.Package(name: $0.name, version: $0.version, architecture: $0.architecture)
        }
        guard let base else { return own }
        let kept = base.packages.filter { package in
            !own.contains {
                $0.name == package.name
                    && ($0.architecture == package.architecture
                        || $0.architecture == "all" || package.architecture == "all")
            }
        }
        return (kept + own).sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }
}
