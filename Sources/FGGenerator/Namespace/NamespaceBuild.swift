package import FGCore
import FGProcess
import FGStorage
import Glibc

/// A build by a user without privileges: the program starts itself again as root of a user namespace.
///
/// Request, result and error are files of the scratch folder; progress comes as lines of standard error.
package struct NamespaceBuild: Sendable {
    /// The word that makes the program build instead of being a shell.
    package static let argument = "--build-in-namespace"

    private struct Request: Codable {
        var recipe: Recipe
        var store: FilePath
        var layers: FilePath?
        var disk: FilePath
    }

    private struct Answer: Codable {
        struct Failure: Codable {
            var code: String
            var message: String
            var hint: String?
        }

        var digest: Digest?
        var kernel: String?
        var phases: [BuildPhase] = []
        var failure: Failure?
    }

    private struct Report: Codable {
        var kind: String
        var name: String
        var detail: String
        var done: Int64?
        var total: Int64?
        var unit: ProgressUnit?
    }

    let store: BlobStore
    let layers: FilePath?
    let progress: ProgressHandler

    /// Builds as `ImageBuilder` does.
    func build(_ recipe: Recipe, to disk: FilePath, scratch: FilePath) async throws -> ImageBuilder.Output {
        let request = Request(recipe: recipe, store: store.root, layers: layers, disk: disk)
        try (scratch / "request.json").write(try CanonicalJSON.encode(request))
        let outcome: Result<Answer, any Error>
        do {
            outcome = .success(try await run(scratch))
        } catch {
            outcome = .failure(error)
        }
        // Files of the namespace's users can only be removed by its root.
        for name in try scratch.entries() where (scratch / name).isFolder {
            try await UserNamespace.remove(scratch / name)
        }
        let answer = try outcome.get()
        if let failure = answer.failure {
            let code = FGError.Code.all.first { $0.word == failure.code } ?? .failed
            throw FGError(code, failure.message, hint: failure.hint)
        }
        guard let digest = answer.digest else { throw FGError(.failed, "the build gave no disk") }
        return ImageBuilder.Output(
            disk: disk,
            digest: digest,
            kernel: answer.kernel,
            phases: answer.phases
        )
    }

    private func run(_ scratch: FilePath) async throws -> Answer {
        var command = try UserNamespace.command(try Self.program(), [Self.argument, scratch.string])
        command.onErrorLine = { [progress] line in
            guard let report = try? CanonicalJSON.decode(Report.self, from: Array(line.utf8)) else { return }
            switch report.kind {
            case "phase": progress(.phase(report.name, detail: report.detail))
            case "finished": progress(.finished(report.name, detail: report.detail))
            case "advance":
                progress(.advance(done: report.done ?? 0, of: report.total ?? 0, report.unit ?? .items))
            default: progress(.note(report.detail))
            }
        }
        let result = try await command.run()
        guard let bytes = try? (scratch / "answer.json").readBytes() else { throw command.failure(result) }
        return try CanonicalJSON.decode(Answer.self, from: bytes)
    }

    /// This program, or the installed one when another program uses the library.
    private static func program() throws -> Program {
        if let path = FilePath("/proc/self/exe").canonical(), path.lastComponent == "fgshell" {
            return Program(name: "fgshell", path: path)
        }
        return try Program.find("fgshell", package: "fgshell")
    }

    /// What the program does inside the namespace; gives the exit status.
    package static func main(_ scratch: FilePath) async -> Int32 {
        do {
            return try await answer(scratch)
        } catch {
            Self.report(Report(kind: "note", name: "", detail: "\(error)"))
            return 1
        }
    }

    private static func answer(_ scratch: FilePath) async throws -> Int32 {
        let bytes = try (scratch / "request.json").readBytes()
        let request = try CanonicalJSON.decode(Request.self, from: bytes)
        let builder = ImageBuilder(store: BlobStore(root: request.store), layers: request.layers) { event in
            switch event {
            case .phase(let name, let detail): report(Report(kind: "phase", name: name, detail: detail))
            case .finished(let name, let detail):
                report(Report(kind: "finished", name: name, detail: detail))
            case .note(let text): report(Report(kind: "note", name: "", detail: text))
            case .advance(let done, let total, let unit):
                report(Report(kind: "advance", name: "", detail: "", done: done, total: total, unit: unit))
            case .steps: break
            }
        }
        var answer = Answer()
        do {
            let output = try await builder.buildAsRoot(request.recipe, to: request.disk, scratch: scratch)
            answer.digest = output.digest
            answer.kernel = output.kernel
            answer.phases = output.phases
        } catch let error as FGError {
            answer.failure = Answer.Failure(code: error.code.word, message: error.message, hint: error.hint)
        }
        try (scratch / "answer.json").write(try CanonicalJSON.encode(answer))
        return answer.failure == nil ? 0 : 1
    }

    private static func report(_ report: Report) {
        guard var line = try? CanonicalJSON.encode(report) else { return }
        line.append(0x0a)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}
