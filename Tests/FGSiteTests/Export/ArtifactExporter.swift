import FGCore
import FGProcess
import Testing

@testable import FGSite

/// A site with one image that is exported in many forms.
struct ArtifactExporter {
    let folder: FilePath
    let session: Session
    private let image: String

    /// Exports an image that is there.
    init(_ folder: FilePath, session: Session, image: String) {
        self.folder = folder
        self.session = session
        self.image = image
    }

    /// Imports a disk as `disk`.
    init(_ folder: FilePath, disk: FilePath) async throws {
        let session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
        self.init(folder, session: session, image: "disk")
        let request = ImageImportRequest(file: disk, name: "disk", expected: nil, format: nil)
        _ = try await session.images.importImage(request) { _ in }
    }

    /// Exports the image in a form and gives the file and what was said of it.
    func export(_ form: String?, as name: String, replacing: Bool = false) async throws -> Exported {
        let file = folder / name
        let record = try await session.images.export(
            ImageReference(parsing: image),
            artifact: form,
            to: file,
            replacing: replacing
        ) { _ in }
        func digest(_ field: String) throws -> Digest? {
            guard case .text(let text)? = record.fields.first(where: { $0.name == field })?.value else {
                return nil
            }
            return try Digest(parsing: text)
        }
        return Exported(file: file, digest: try digest("digest"), content: try digest("content"))
    }

    /// What an export gave.
    struct Exported {
        let file: FilePath
        let digest: Digest?
        let content: Digest?
    }

    /// What a program prints that must end well.
    static func output(_ program: String, _ arguments: [String]) async throws -> String {
        let command = Command(try Program.find(program, package: program), arguments)
        return try await command.runChecked().outputText
    }
}
