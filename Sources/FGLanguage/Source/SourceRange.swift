/// A range of UTF-8 offsets in a `Source`.
package typealias SourceRange = Range<Int>
