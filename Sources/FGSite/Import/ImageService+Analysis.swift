import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGMachine

extension ImageService {
    /// Finds what is in stored bytes that the inspector accepted, without booting them.
    ///
    /// - Throws: `CancellationError`; what cannot be read is noted in the analysis, whatever the reason.
    func analysis(
        of stored: FilePath,
        _ inspection: Inspection,
        isQuick: Bool,
        progress: @escaping ProgressHandler
    ) async throws -> SystemAnalysis {
        let format = inspection.format
        progress(.steps(format.isDisk && format != .raw ? 2 : 1))
        do {
            return try await analysis(stored, inspection, isQuick, progress)
        } catch let error as FGError {
            return SystemAnalysis(unread: error.message)
        }
    }

    private func analysis(
        _ stored: FilePath,
        _ inspection: Inspection,
        _ isQuick: Bool,
        _ progress: @escaping ProgressHandler
    ) async throws -> SystemAnalysis {
        let format = inspection.format
        guard format != .ociLayout else {
            let size = min((stored.status()?.size ?? 0) * 4, 16 << 30)
            let scratch = try ScratchFolder(session.location, bytes: size)
            progress(.phase("analyse", detail: "layers and packages"))
            let analysis = try await LayoutAnalysis(scratch: scratch.path, progress: progress).run(stored)
            progress(.finished("analyse", detail: analysis.summary))
            return analysis
        }
        guard format != .raw else {
            return try await analysed(progress) { try await found(on: stored, isQuick, progress) }
        }
        guard let name = format.qemuName else {
            return try await analysed(progress) { try SystemAnalysis(root: TarTree(OpenFile(stored))) }
        }
        let size = inspection.virtualSize ?? ByteCount(stored.status()?.size ?? 0)
        let scratch = try ScratchFolder(session.location, bytes: size.bytes)
        let disk = scratch.path / "disk.raw"
        progress(.phase("convert", detail: "\(format.rawValue), \(size)"))
        try await DiskConversion.read(stored, format: name, into: disk) { percent in
            let done = Int64(Double(size.bytes) * percent / 100)
            progress(.advance(done: done, of: size.bytes, .bytes))
        }
        progress(.finished("convert", detail: "\(size)"))
        return try await analysed(progress) { try await found(on: disk, isQuick, progress) }
    }

    /// What is on a raw disk.
    private func found(on disk: FilePath, _ isQuick: Bool, _ progress: ProgressHandler) async throws
        -> SystemAnalysis
    {
        let file = try OpenFile(disk)
        let found = try SystemDisk(file)
        guard !isQuick, found.root == nil, !found.foreign.isEmpty else {
            return try SystemAnalysis(disk: file)
        }
        let reader = ForeignSystem(location: session.location)
        return try await reader.analysis(of: disk, found, progress)
    }

    private func analysed(
        _ progress: @escaping ProgressHandler,
        _ body: () async throws -> SystemAnalysis
    ) async throws -> SystemAnalysis {
        progress(.phase("analyse", detail: "file systems and packages"))
        let analysis = try await body()
        progress(.finished("analyse", detail: analysis.summary))
        return analysis
    }
}

extension Manifest {
    /// Takes over what an analysis found.
    mutating func take(_ analysis: SystemAnalysis) {
        os = analysis.os
        release = analysis.release
        architecture = analysis.architecture
        kernel = analysis.kernel
        packages = analysis.packages.map {
            Package(name: $0.name, version: $0.version, architecture: $0.architecture)
        }
        contents = Contents(
            found: analysis.summary,
            manager: analysis.manager,
            partitions: analysis.partitions,
            services: analysis.services,
            unread: analysis.unread,
            users: analysis.users
        )
    }
}
