import FGCatalog
import FGLanguage

/// The fields of images.
enum ImageFields {
    /// What conditions on images take.
    static let all: [FieldSpecification] = Catalog.imageFields

    /// The columns of the rows of `image list` and `image show`.
    static let rows = all.filter { $0.name != "lineage" && !$0.name.hasSuffix(".*") }
}
