package import FGCore
import FGProcess

/// A form that an image is written in when somebody wants it, made from its raw disk.
package protocol ArtifactFormat: Sendable {
    /// The word that names it, such as `qcow2`.
    var name: String { get }

    /// The programs that write and read it, each with the Debian package that brings it.
    var programs: [(name: String, package: String)] { get }

    /// What it is made of.
    var kinds: Set<ArtifactSource.Kind> { get }

    /// Writes the form into a new file and gives the content that went into it.
    ///
    /// The same content gives the same bytes, whenever and wherever it is written.
    /// - Throws: `unavailable` for a missing program, `invalid` for a disk that has no such form.
    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent

    /// The content that a finished file has, found by reading it.
    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent
}

extension ArtifactFormat {
    package var programs: [(name: String, package: String)] { [] }
    package var kinds: Set<ArtifactSource.Kind> { [.disk] }

    /// Checks what can be known before any byte is read.
    ///
    /// - Throws: `unavailable` for a missing program, with its package.
    package func requirePrograms() throws {
        for program in programs { _ = try Program.find(program.name, package: program.package) }
    }

    /// Writes the form into a new file, reads it back, and gives the digest of its content.
    ///
    /// - Throws: `corrupt` when what is read is not what was written, and as `write`.
    package func make(from source: ArtifactSource, to file: FilePath) async throws -> Digest {
        source.progress(.phase("convert", detail: name))
        let written = try await write(source, to: file)
        source.progress(.finished("convert", detail: "\(ByteCount(file.status()?.size ?? 0))"))
        source.progress(.phase("prove", detail: "the content \(written.exact.short)"))
        let found: ArtifactContent
        do {
            found = try await content(of: file, source)
        } catch let error as FGError where [.failed, .refused, .invalid].contains(error.code) {
            throw unproven(source, "cannot be read back: \(error.message)")
        }
        guard found == written else {
            throw unproven(source, "reads back as \(found.exact.short), not as \(written.exact.short)")
        }
        source.progress(.finished("prove", detail: "\(found.exact.short)"))
        return found.digest
    }

    private func unproven(_ source: ArtifactSource, _ reason: String) -> FGError {
        FGError(
            .corrupt,
            "the \(name) form of \(source.name) \(reason)",
            subject: source.name,
            hint: "nothing was written; the image itself is as it was"
        )
    }
}
