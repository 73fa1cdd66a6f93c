/// Finds the names that a mistyped one was probably meant to be.
package enum NearestName {
    /// At most `limit` candidates within an edit distance of a third of the length, nearest first.
    package static func candidates(
        for typed: String,
        in names: some Sequence<String>,
        limit: Int = 3
    ) -> [String] {
        let target = Array(typed.lowercased().utf8)
        guard !target.isEmpty else { return [] }
        let allowed = max(1, min(3, target.count / 3))
        var found: [(distance: Int, name: String)] = []
        for name in names where abs(name.utf8.count - target.count) <= allowed {
            let distance = editDistance(target, Array(name.lowercased().utf8), limit: allowed)
            if distance <= allowed { found.append((distance, name)) }
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
    }

    /// A hint `did you mean A, B or C?`; nil when nothing is near.
    package static func hint(for typed: String, in names: some Sequence<String>) -> String? {
        let near = candidates(for: typed, in: names)
        guard let last = near.last else { return nil }
        return near.count == 1
            ? "did you mean \(last)?" : "did you mean \(near.dropLast().joined(separator: ", ")) or \(last)?"
    }

    /// Insertions, deletions, replacements and swaps of neighbours; anything above `limit` is `limit + 1`.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        if left == right { return 0 }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...max(1, left.count) {
            guard row <= left.count else { break }
            var current = [row] + Array(repeating: 0, count: right.count)
            for column in 1..<(right.count + 1) {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current[column] = best
            }
            if current.min() ?? 0 > limit { return limit + 1 }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
