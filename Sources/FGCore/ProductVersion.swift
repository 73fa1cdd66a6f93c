/// The program's version.
package enum ProductVersion {
    package static let text = "0.2.0"
}
