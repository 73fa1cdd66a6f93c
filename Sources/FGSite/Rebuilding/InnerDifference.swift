import FGCore
import FGInspect
import FGProcess

/// What differs inside of files, such as in a compressed one or in a program: diffoscope tells it, where it is installed.
struct InnerDifference {
    /// A line that is in one of the files only, or in each another one.
    struct Line: Hashable {
        /// Which reading of the file it is of, as diffoscope calls it, such as `readelf --wide --symbols {}`.
        let aspect: String
        let old: String?
        let new: String?
    }

    private static let package = "diffoscope-minimal"
    /// Lines of one file.
    private static let limit = 12
    private static let deadline = Duration.seconds(20)
    /// Bytes of one file; what is larger, such as a kernel with its initrd, takes minutes.
    private static let largest = 8 << 20
    private static let changed: Int32 = 1

    private let program: Program
    private let scratch: FilePath

    /// The first lines of each changed file; nothing, which is noted, where no diffoscope is installed or where it fails.
    static func lines(
        of difference: DiskDifference,
        _ location: SiteLocation,
        _ progress: ProgressHandler
    ) async throws -> [DiskDifference.ChangedFile: [Line]] {
        guard !difference.changedFiles.isEmpty else { return [:] }
        guard let program = try? Program.find("diffoscope", package: package) else {
            progress(.note("apt-get install \(package) to see what differs inside of files"))
            return [:]
        }
        let scratch = try ScratchFolder(location, bytes: 256 << 20)
        defer { withExtendedLifetime(scratch) {} }
        let inner = InnerDifference(program: program, scratch: scratch.path)
        var lines: [DiskDifference.ChangedFile: [Line]] = [:]
        for file in difference.changedFiles {
            do {
                lines[file] = try await inner.lines(of: file, in: difference)
            } catch let error as FGError {
                progress(.note("\(file.path) was not looked into: \(error.message)"))
            }
        }
        return lines
    }

    private func lines(of file: DiskDifference.ChangedFile, in difference: DiskDifference) async throws
        -> [Line]
    {
        let contents = try difference.contents(of: file)
        guard max(contents.old.count, contents.new.count) <= Self.largest else {
            throw FGError(.refused, "it is larger than \(ByteCount(Int64(Self.largest)))")
        }
        let folders = [scratch / "old", scratch / "new"]
        defer { for folder in folders { try? folder.removeAll() } }
        // Its name says what a file is: both have that of the image.
        let name = FilePath(file.path).lastComponent
        for (folder, bytes) in zip(folders, [contents.old, contents.new]) {
            try folder.makeFolder(permissions: 0o700)
            try (folder / name).write(bytes)
        }
        var command = Command(
            program,
            ["--json", "-", "--no-progress", "--exclude-directory-metadata=yes"]
                + folders.map { ($0 / name).string }
        )
        command.sandbox = Sandbox(readOnly: folders)
        command.deadline = Self.deadline
        let result = try await command.run()
        guard result.status == Self.changed || result.status == 0 else { throw command.failure(result) }
        let report = try CanonicalJSON.decode(Report.self, from: result.output)
        return Array(report.lines(aspect: "content").prefix(Self.limit))
    }

    /// What diffoscope writes.
    ///
    /// Source: diffoscope's presenter of JSON, version 1 of its form.
    private struct Report: Decodable {
        let source: String
        let difference: String?
        let details: [Report]?

        enum CodingKeys: String, CodingKey {
            case source = "source1"
            case difference = "unified_diff"
            case details
        }

        func lines(aspect: String) -> [Line] {
            let own = difference.map { Self.lines(ofDifference: $0, PrintableText.of(aspect)) } ?? []
            return own + (details ?? []).flatMap { $0.lines(aspect: $0.source) }
        }

        /// The lines of a unified difference, those that took each other's place side by side.
        private static func lines(ofDifference text: String, _ aspect: String) -> [Line] {
            var lines: [Line] = []
            var (old, new): ([String], [String]) = ([], [])
            func pair() {
                for index in 0..<max(old.count, new.count) {
                    lines.append(
                        Line(
                            aspect: aspect,
                            old: index < old.count ? old[index] : nil,
                            new: index < new.count ? new[index] : nil
                        )
                    )
                }
                (old, new) = ([], [])
            }
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                let content = PrintableText.of(String(line.dropFirst()))
                switch line.first {
                case "-": old.append(content)
                case "+": new.append(content)
                default: pair()
                }
            }
            pair()
            return lines
        }
    }
}
