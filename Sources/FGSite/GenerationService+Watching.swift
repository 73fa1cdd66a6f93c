import FGCatalog
package import FGCore
import FGGenerator
import FGLanguage

extension GenerationService {
    /// How long nobody looks at the files.
    private static let interval = Duration.milliseconds(300)

    /// What is watched, and the state of it that is generated.
    private struct Watched: Equatable {
        let template: String
        let state: [String: WatchedFiles.Stamp]
    }

    /// Generates a template, and again whenever its text or a file that it names changes; each time is told in a note, and so is
    /// what is wrong with it.
    ///
    /// With a file it is loaded first, and its last template is generated. It ends when it is cancelled.
    /// - Throws: `CancellationError`; `notFound` for a template or file that is not there at the beginning, `denied` in a session
    ///   that only reads.
    package func watch(
        _ request: GenerationRequest,
        file: FilePath?,
        progress: @escaping ProgressHandler
    ) async throws {
        _ = try session.writable()
        if let file {
            _ = try file.readBytes(limit: 16 << 20)
        } else {
            _ = try session.templates.stored(request.template)
        }
        var files = WatchedFiles(file.map { [$0] } ?? [])
        while true {
            try Task.checkCancellation()
            files = (try? watchedFiles(request, file)) ?? files
            let before = watched(request, files)
            await generateOnce(request, file: file, progress)
            progress(.steps(1))
            progress(
                .phase("watch", detail: files.paths.count == 1 ? "1 file" : "\(files.paths.count) files")
            )
            repeat { try await Task.sleep(for: Self.interval) } while watched(request, files) == before
        }
    }

    private func watched(_ request: GenerationRequest, _ files: WatchedFiles) -> Watched {
        let stored = try? session.templates.stored(request.template)
        return Watched(template: stored?.title ?? "", state: files.state)
    }

    /// The template's own file, and all that it and those that it extends name.
    private func watchedFiles(_ request: GenerationRequest, _ file: FilePath?) throws -> WatchedFiles {
        let templates = session.templates
        guard let file else {
            return WatchedFiles(try templates.chain(of: request.template).flatMap(\.watchedFiles))
        }
        let source = try Source(file: file)
        let folder = file.parent.canonical() ?? file.parent
        let levels = try TemplateService.definitions(in: source).map {
            TemplateLevel(definition: $0, source: source, folder: folder)
        }
        return WatchedFiles([file] + levels.flatMap(\.watchedFiles))
    }

    private func generateOnce(
        _ request: GenerationRequest,
        file: FilePath?,
        _ progress: @escaping ProgressHandler
    ) async {
        let start = ContinuousClock.now
        var request = request
        do {
            if let file {
                let source = try Source(file: file)
                _ = try await session.templates.load(file, .real)
                request.template = try TemplateService.definitions(in: source).last?.name.name ?? ""
            }
            let (version, isReused) = try await generated(request, PhaseLog(progress), progress)
            let seconds = Int(((ContinuousClock.now - start) / .seconds(1)).rounded())
            progress(.note("\(version.fullName) \(isReused ? "is there already" : "built in \(seconds) s")"))
        } catch let error as SourceError {
            for part in [error] + error.further {
                for diagnostic in part.diagnostics {
                    progress(.note("\(part.source.place(of: diagnostic.range)): \(diagnostic.message)"))
                }
            }
        } catch let error as FGError {
            progress(.note("\(request.template): \(error.message)"))
        } catch is CancellationError {
            // The caller sees that, too.
            return
        } catch {
            progress(.note("\(request.template): \(error)"))
        }
    }
}

extension TemplateLevel {
    /// What a template is made of outside of the site.
    fileprivate var watchedFiles: [FilePath] { includedFiles + namedFiles.map(\.path) }
}
