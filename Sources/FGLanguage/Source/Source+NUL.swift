extension Source {
    /// Where NUL bytes stand, which no text has: each run of them is one error.
    var nulBytes: [Diagnostic] {
        guard bytes.contains(0) else { return [] }
        return bytes.indices.filter { bytes[$0] == 0 && ($0 == 0 || bytes[$0 - 1] != 0) }
            .map { Diagnostic("a NUL byte", at: $0..<$0 + 1) }
    }
}
