extension Recipe {
    /// Where the signed file of an index was fetched from; nil when no source of the recipe names it.
    package func releaseURI(of index: Index) -> String? {
        template.family.packages.address(of: index, in: self)
    }
}
