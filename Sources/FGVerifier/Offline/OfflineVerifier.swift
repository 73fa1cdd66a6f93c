package import FGCore
import FGGenerator
import FGInspect
import FGProcess
import Synchronization

/// Runs the checks that need no boot: without mount, privilege or virtual machine, on bytes that nobody vouches for.
package struct OfflineVerifier: Sendable {
    private let subject: VerificationSubject
    private let scratch: FilePath
    private let progress: ProgressHandler
    private let done = Counter()
    /// How many checks there are: the four of the disk and its bytes, and those of its contents.
    private static let count = Int64(4 + OfflineChecks.all.count)

    /// How many checks are done; several run at once.
    private final class Counter: Sendable {
        private let count = Mutex<Int64>(0)

        func next() -> Int64 {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// What is made on the way is in a folder that the caller removes.
    package init(_ subject: VerificationSubject, scratch: FilePath, progress: @escaping ProgressHandler) {
        self.subject = subject
        self.scratch = scratch
        self.progress = progress
    }

    /// The verdicts of all offline checks, in the registry's order.
    ///
    /// - Throws: `unavailable` when a program is missing, `CancellationError`.
    package func run() async throws -> [Verdict] {
        progress(.phase("offline", detail: "the unbooted disk"))
        progress(.advance(done: 0, of: Self.count, .items))
        // Reading all bytes for their digest takes as long as all other checks: it runs beside them.
        async let digest = timed("fmt.digest") { try self.digest() }
        async let header = timed("fmt.header") { try self.header() }
        async let fileSystem = timed("fs.clean") {
            try await FileSystemCheck(disk: subject.disk, scratch: scratch).run()
        }
        let rest = try await inspectDisk()
        let found = try await [digest, header, fileSystem] + rest
        let order = Dictionary(
            CheckRegistry.all.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: min
        )
        let verdicts = found.sorted { order[$0.check, default: 0] < order[$1.check, default: 0] }
        let failed = verdicts.filter { $0.outcome == .fail }.count
        progress(.finished("offline", detail: "\(verdicts.count) checks, \(failed) failed"))
        return verdicts
    }

    private func inspectDisk() async throws -> [Verdict] {
        var verdicts = [try await timed("disk.gpt") { try table() }]
        let image: OfflineImage
        do {
            image = try OfflineImage(subject)
        } catch let error as FGError where error.code == .refused {
            // The check of what could not be read fails; the others have nothing to look at.
            let reason = "the disk cannot be read: \(error.message)"
            return verdicts + OfflineChecks.all.map { Verdict($0.id, .skip, reason) }
        }
        for check in OfflineChecks.all {
            verdicts.append(try await timed(check.id) { try await check.body(image) })
        }
        return verdicts
    }

    private func digest() throws -> Finding {
        let found = try Digest(ofFileAt: subject.stored)
        return found == subject.digest ? .pass("\(found)") : .fail("\(found) instead of \(subject.digest)")
    }

    private func header() throws -> Finding {
        let inspection = try ImageInspector.inspect(subject.stored, declared: subject.format)
        let hazards = inspection.hazards.map(\.reason)
        return .judged(hazards, otherwise: "\(inspection.format.rawValue), no hazard")
    }

    private func table() throws -> Finding {
        let table = try PartitionTable.read(OpenFile(subject.disk))
        return .judged(table.problems, otherwise: "\(table.partitions.count) partitions")
    }

    private func timed(_ check: String, _ body: () async throws -> Finding) async throws -> Verdict {
        let clock = ContinuousClock()
        let start = clock.now
        let finding: Finding
        do {
            finding = try await body()
        } catch let error as FGError where [.refused, .notFound].contains(error.code) {
            finding = .fail(error.message)
        }
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        progress(.advance(done: done.next(), of: Self.count, .items))
        return switch finding {
        case .pass(let text): Verdict(check, .pass, text, milliseconds: milliseconds)
        case .fail(let text): Verdict(check, .fail, text, milliseconds: milliseconds)
        case .skip(let text): Verdict(check, .skip, text, milliseconds: milliseconds)
        }
    }
}
