import FGCore
import FGLanguage

extension TemplateMerge {
    mutating func applyBase(_ reader: inout TemplateLineReader) throws {
        let word = try reader.choice(ResolvedTemplate.Base.Kind.allCases.map(\.rawValue))
        guard let kind = ResolvedTemplate.Base.Kind(rawValue: word) else { return }
        basePath = nil
        switch kind {
        case .archive, .oci:
            template.base = try stored(kind, &reader)
        case .registry:
            let address = try reader.registryAddress()
            let tls = try reader.named("tls")
            guard [nil, "yes", "no"].contains(tls) else { throw reader.wrong("tls= is yes or no") }
            template.base = .init(kind: kind, source: address, isPlain: tls == "no" ? true : nil)
        case .image:
            let name = try reader.word("an image of the catalog")
            do {
                _ = try ImageReference(parsing: name)
            } catch let error as FGError {
                throw reader.wrong(error.message, hint: error.hint)
            }
            template.base = .init(kind: kind, source: name)
        }
    }

    private mutating func stored(
        _ kind: ResolvedTemplate.Base.Kind,
        _ reader: inout TemplateLineReader
    ) throws -> ResolvedTemplate.Base {
        guard let from = try reader.named("from") else {
            throw reader.wrong("base \(kind.rawValue) needs from=")
        }
        let path = FilePath(from).resolved(in: reader.folder)
        guard let status = path.status() else {
            throw reader.wrong("there is no \(from)", hint: "the path is seen from \(reader.folder)")
        }
        guard status.kind == .file || kind == .oci && status.kind == .folder else {
            let wanted = kind == .oci ? "the folder or archive of an OCI layout" : "an archive"
            throw reader.wrong("\(from) is not \(wanted)")
        }
        basePath = path
        guard kind == .oci else { return .init(kind: kind, source: from) }
        return .init(kind: kind, source: from, reference: try reader.named("reference"))
    }
}

extension TemplateLineReader {
    /// `HOST/REPOSITORY:TAG` or `HOST/REPOSITORY@sha256:…`, which may begin with `docker://`.
    fileprivate mutating func registryAddress() throws -> String {
        let text = try word("an image's address")
        let scheme = "docker://"
        let address = text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text
        let host = #"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?"#
        let name = #"(/[a-z0-9]+([._-]+[a-z0-9]+)*)+"#
        guard Self.fits(address, host + name + #"(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})"#)
        else {
            let isWithoutTag = Self.fits(address, host + name)
            throw wrong(
                isWithoutTag
                    ? "\"\(text)\" names no version of the image"
                    : "\"\(text)\" is no address of an image in a registry",
                hint: isWithoutTag ? "write \(text):TAG" : "HOST/NAME:TAG, or HOST/NAME@sha256:DIGEST"
            )
        }
        return address
    }
}
