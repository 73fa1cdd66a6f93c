extension Command {
    /// Runs a program that writes how far it is as `(42.10/100%)`, such as `qemu-img convert -p`, and expects status 0.
    ///
    /// `percent` is told each number, from 0 to 100.
    /// - Throws: as `runChecked`.
    package func runChecked(percent: @escaping @Sendable (Double) -> Void) async throws {
        let (result, _) = try await run { read in
            var rest = ""
            while case let piece = try read(4096), !piece.isEmpty {
                rest += String(decoding: piece, as: UTF8.self)
                if let found = rest.matches(of: #/\((\d+(?:\.\d+)?)/100%\)/#).last {
                    Double(found.output.1).map(percent)
                    rest = String(rest[found.range.upperBound...])
                }
                // A number that is cut by the end of a piece goes on in the next.
                rest = String(rest.suffix(32))
            }
        }
        guard result.status == 0 else { throw failure(result) }
    }
}
