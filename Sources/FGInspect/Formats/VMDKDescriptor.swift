/// The text of a VMDK that says what it consists of; every line must be of a known kind.
struct VMDKDescriptor {
    /// A line such as `RW 4192256 SPARSE "disk.vmdk"`.
    struct Extent {
        let sectors: UInt64?
        let type: String
        let name: String
    }

    private(set) var fields: [String: String] = [:]
    private(set) var extents: [Extent] = []
    private(set) var unknownLines: [String] = []

    private static let fieldNames: Set<String> = [
        "version", "encoding", "CID", "parentCID", "isNativeSnapshot", "createType", "parentFileNameHint",
        "changeTrackPath",
    ]
    private static let subformats = ["monolithicSparse", "streamOptimized"]

    /// Reads the bytes up to the first NUL.
    init(_ bytes: [UInt8]) {
        let text = bytes.prefix { $0 != 0 }
        let rest = bytes[text.endIndex...]
        if rest.contains(where: { $0 != 0 }) { unknownLines.append("bytes after the end of the text") }
        for line in text.split(separator: 0x0a) {
            read(Self.trimmed(PrintableText.of(line)))
        }
    }

    func note(_ findings: inout Findings) {
        findings.note("subformat", fields["createType"] ?? "none")
        for extent in extents.prefix(8) { findings.note("extent", "\(extent.type) \"\(extent.name)\"") }
    }

    /// Refuses all but one sparse extent in the file itself and no parent.
    func check(_ header: VMDKHeader, _ findings: inout Findings) {
        let subformat = fields["createType"] ?? "none"
        if !Self.subformats.contains(subformat) {
            findings.refuse(.unknownFeature, "VMDK subformat \"\(subformat)\" is not taken")
        }
        if subformat == "streamOptimized", !header.isCompressed || !header.hasMarkers {
            findings.refuse(.malformed, "it says streamOptimized but has no compressed grains with markers")
        }
        for line in unknownLines.prefix(8) {
            findings.refuse(.malformed, "its descriptor has an unknown line: \"\(line)\"")
        }
        refuseParents(&findings)
        if extents.count != 1 {
            findings.refuse(.externalData, "its descriptor names \(extents.count) extents, not one")
        }
        for extent in extents.prefix(8) {
            if extent.name.isEmpty || extent.name.contains("/") || extent.name.contains("\\")
                || extent.name == ".."
            {
                findings.refuse(.externalData, "its descriptor names the file \"\(extent.name)\"")
            }
            if extent.type != "SPARSE" {
                findings.refuse(.externalData, "it has an extent of type \(extent.type): \"\(extent.name)\"")
            } else if extent.sectors != header.capacity {
                findings.refuse(.malformed, "its extent and its header disagree about the size")
            }
        }
    }

    func refuseParents(_ findings: inout Findings) {
        if let hint = fields["parentFileNameHint"] {
            findings.refuse(.backingFile, "it takes bytes from the parent \"\(hint)\"")
        }
        if let path = fields["changeTrackPath"] {
            findings.refuse(.externalData, "it names the change tracking file \"\(path)\"")
        }
        let parent = fields["parentCID"] ?? "none"
        if parent.lowercased() != "ffffffff" {
            findings.refuse(.backingFile, "it has a parent (parentCID \(parent))")
        }
    }

    private mutating func read(_ line: String) {
        if line.isEmpty || line.hasPrefix("#") || readExtent(line) { return }
        guard let equals = line.firstIndex(of: "=") else { return unknownLines.append(line) }
        let name = Self.trimmed(String(line[..<equals]))
        let value = Self.trimmed(String(line[line.index(after: equals)...]))
        if name.hasPrefix("ddb.") { return }
        // Names are compared without case: a reader that is lax about it must not see more than this one.
        guard let known = Self.fieldNames.first(where: { $0.lowercased() == name.lowercased() }),
            fields[known] == nil
        else { return unknownLines.append(line) }
        fields[known] =
            value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            ? String(value.dropFirst().dropLast()) : value
    }

    private mutating func readExtent(_ line: String) -> Bool {
        let words = line.split(maxSplits: 3, whereSeparator: { $0 == " " || $0 == "\t" })
        guard let access = words.first, ["RW", "RDONLY", "NOACCESS"].contains(access) else { return false }
        guard words.count >= 3 else {
            extents.append(Extent(sectors: nil, type: "incomplete", name: ""))
            return true
        }
        var name = words.count == 4 ? String(words[3]) : ""
        if name.hasPrefix("\"") {
            let parts = name.dropFirst().split(separator: "\"", omittingEmptySubsequences: false)
            name = parts.first.map(String.init) ?? ""
            let rest = parts.dropFirst().joined(separator: "\"")
            if !rest.allSatisfy({ $0 == " " || $0.isNumber }) { unknownLines.append(line) }
        }
        extents.append(Extent(sectors: UInt64(words[1]), type: String(words[2]), name: name))
        return true
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        let start = text.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}
