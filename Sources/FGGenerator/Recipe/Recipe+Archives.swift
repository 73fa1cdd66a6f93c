extension Recipe {
    /// Where the signed `InRelease` file of an index was fetched from; nil when no source of the recipe names it.
    package func releaseURI(of index: Index) -> String? {
        for source in sources {
            for suite in source.suites where PackageSolver.listName(source.uri, suite) == index.uri {
                let base = source.uri.hasSuffix("/") ? String(source.uri.dropLast()) : source.uri
                return "\(base)/dists/\(suite)/InRelease"
            }
        }
        return nil
    }
}
