import FGCatalog
import FGLanguage

/// The fields of rows about images.
enum ImageFields {
    /// What `image list` and `image show` return and conditions on images take.
    static let all: [FieldSpecification] = Catalog.imageFields
}
