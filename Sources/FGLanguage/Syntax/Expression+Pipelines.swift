extension Expression {
    /// The expressions right inside of it.
    package var parts: [Expression] {
        switch kind {
        case .word, .pipeline: []
        case .group(let inner), .not(let inner): [inner]
        case .list(let elements): elements
        case .record(let entries): entries.map(\.value)
        case .binary(_, let left, let right): [left, right]
        }
    }

    /// The commands whose results it has, at any depth.
    package var pipelines: [Pipeline] {
        if case .pipeline(let pipeline) = kind { return [pipeline] }
        return parts.flatMap(\.pipelines)
    }
}
