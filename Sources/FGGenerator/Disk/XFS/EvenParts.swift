/// Divides a count into as few parts as can be, of nearly the same size: blocks of a tree have to be half full.
enum EvenParts {
    /// The parts in order; one that is empty of none.
    static func of(_ count: Int, atMost most: Int) -> [Range<Int>] {
        let parts = max(1, (count + most - 1) / most)
        return (0..<parts).map { $0 * count / parts..<($0 + 1) * count / parts }
    }
}
