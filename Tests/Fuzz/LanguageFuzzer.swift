/// What holds for every text, with the commands of the language's own tests.
private let invariants = LanguageInvariants(
    table: LanguageFixture.table,
    templateKeywords: LanguageFixture.keywords
)

/// Reads one text for libFuzzer, which keeps and shows one that ends the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(LanguageInvariants.Violation) {
        try invariants.hold(for: bytes)
    } catch {
        fatalError("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(error.text)")
    }
    return 0
}
