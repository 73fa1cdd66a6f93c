import FGAccounting
import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGMachine
import FGStorage
import FGVerifier

/// Tests images and keeps the verdicts.
package struct VerificationService: Sendable {
    let session: Session

    /// The verifier's checks.
    package func checks() -> Table {
        Table(
            columns: ["id", "phase", "severity", "summary"].map { Table.Column($0) },
            rows: CheckRegistry.all.map {
                [.text($0.id), .text($0.phase.rawValue), .text($0.severity.rawValue), .text($0.summary)]
            }
        )
    }

    /// The checks that would run on a version.
    package func plan(_ reference: ImageReference, isOffline: Bool) async throws -> Table {
        _ = try session.services().catalog.resolve(reference, project: session.project)
        let all = checks()
        return Table(columns: all.columns, rows: all.rows.filter { !isOffline || $0[1] == .text("offline") })
    }

    /// The newest verdicts on a version.
    package func verdicts(on reference: ImageReference) async throws -> Table {
        let services = try session.services()
        let version = try services.catalog.resolve(reference, project: session.project)
        return Self.table(try services.catalog.verdicts(on: version.id), of: version)
    }

    /// Runs the checks, records the verdicts, and moves the version to `verified` or `rejected`.
    ///
    /// - Throws: `unverified` when a blocking check failed; its hint names the checks.
    package func verify(
        _ reference: ImageReference,
        isOffline: Bool,
        progress: @escaping ProgressHandler
    ) async throws -> Record {
        let services = try session.writable()
        let clock = ContinuousClock()
        let start = clock.now
        let version = try await newest(reference)
        try await session.rebuilding.bringBack(version, progress)
        let scratch = try ScratchFolder(session.location, bytes: 2 << 30)
        let subject = try await subject(of: version, scratch, services, isOffline: isOffline, progress)
        var verdicts = try await OfflineVerifier(subject, scratch: scratch.path, progress: progress).run()
        if !isOffline {
            let accelerator = try await Accelerator.probe(
                disk: subject.disk,
                format: "raw",
                cache: session.location.operations
            )
            let boot = BootVerifier(
                subject,
                scratch: scratch.path,
                accelerator: accelerator,
                progress: progress
            )
            verdicts += try await boot.run()
        }
        let failed = verdicts.filter {
            $0.outcome == .fail && CheckRegistry.check($0.check).severity == .block
        }
        try await keep(verdicts, on: version, scope: isOffline ? .offline : .full, isPassed: failed.isEmpty)
        // A blocking check that fails unbooted is as bad; one that passes says nothing of the boot.
        if !isOffline || !failed.isEmpty {
            try services.catalog.move(
                version.id,
                from: version.state,
                to: failed.isEmpty ? .verified : .rejected,
                reason: failed.isEmpty ? nil : failed.map(\.check).joined(separator: ", ")
            )
        }
        try session.record(
            .verify,
            version,
            since: start,
            bytes: version.size.bytes,
            outcome: failed.isEmpty ? "done" : "failed",
            detail: "\(verdicts.count) checks"
        )
        guard failed.isEmpty else {
            throw FGError(
                .unverified,
                "\(version.fullName) failed \(failed.map { "\($0.check) (\($0.evidence))" }.joined(separator: "; "))",
                subject: version.fullName,
                hint: CheckRegistry.check(failed[0].check).remedy
            )
        }
        return Record([
            Record.Field("image", .text(version.fullName)),
            Record.Field("state", .text(isOffline ? version.state.rawValue : "verified")),
            Record.Field("checks", .integer(Int64(verdicts.count))),
            Record.Field("passed", .integer(Int64(verdicts.filter { $0.outcome == .pass }.count))),
            Record.Field("seconds", .integer(Int64((clock.now - start) / .seconds(1)))),
        ])
    }

    /// A name without version means the newest one here, deployable or not: that is the one to test.
    private func newest(_ reference: ImageReference) async throws -> ImageVersion {
        let services = try session.services()
        let version = try services.catalog.resolve(reference, project: session.project)
        guard case .name(_, _, .newest) = reference else { return version }
        return try services.catalog.versions(of: version.imageID).first ?? version
    }

    /// What is verified; a disk in another form than raw is read out into the scratch folder.
    private func subject(
        of version: ImageVersion,
        _ scratch: ScratchFolder,
        _ services: SiteServices,
        isOffline: Bool,
        _ progress: @escaping ProgressHandler
    ) async throws -> VerificationSubject {
        let recipe = try version.recipe.map(services.recipe)
        let base = try services.catalog.baseArtifact(of: version)
        let format = try ImageFormat(parsing: base.format)
        let stored = try services.store.existingPath(of: base.digest)
        guard let name = format.qemuName else {
            throw FGError(
                .invalid,
                "\(version.fullName) is \(base.format), which is no disk that could be booted",
                subject: version.fullName,
                hint: "import a disk: raw, qcow2, vmdk, vhd or vhdx"
            )
        }
        let disk = format == .raw ? stored : scratch.path / "disk.raw"
        let boots = recipe?.template.disk.map { $0.bootsBIOS && $0.bootsUEFI } ?? false
        // Unbooted; then booted, asked, compared, and booted once more by the other firmware.
        progress(.steps((format == .raw ? 1 : 2) + (isOffline ? 0 : boots ? 4 : 3)))
        if format != .raw {
            let inspection = try ImageInspector.inspect(stored, declared: format)
            try inspection.requireSafe(named: FilePath(version.fullName))
            let size = inspection.virtualSize ?? ByteCount(base.size)
            progress(.phase("convert", detail: "\(base.format), \(size)"))
            try await DiskConversion.read(stored, format: name, into: disk) { percent in
                let done = Int64(Double(size.bytes) * percent / 100)
                progress(.advance(done: done, of: size.bytes, .bytes))
            }
            progress(.finished("convert", detail: "\(size)"))
        }
        return VerificationSubject(
            stored: stored,
            format: format,
            digest: base.digest,
            disk: disk,
            recipe: recipe
        )
    }

    /// Which checks a report has.
    enum Scope: String, Sendable {
        case offline
        /// Unbooted and booted: what makes a version deployable.
        case full
        /// On a running deployment.
        case deployed
    }

    /// Records verdicts with the versions of the tools that gave them.
    func keep(_ verdicts: [Verdict], on version: ImageVersion, scope: Scope, isPassed: Bool) async throws {
        let now = session.now
        let tools = try await ToolVersions.collect(ToolVersions.testing)
        let records = verdicts.map { verdict in
            let check = CheckRegistry.check(verdict.check)
            return VerdictRecord(
                check: verdict.check,
                phase: check.phase.rawValue,
                severity: check.severity.rawValue,
                outcome: verdict.outcome.rawValue,
                evidence: verdict.evidence,
                time: now,
                milliseconds: verdict.milliseconds
            )
        }
        try session.services().catalog.addReport(
            on: version.id,
            scope: scope.rawValue,
            isPassed: isPassed,
            verdicts: records,
            tools: tools,
            user: session.user,
            time: now
        )
    }

    private static func table(_ verdicts: [VerdictRecord], of version: ImageVersion) -> Table {
        let names = ["check", "phase", "severity", "outcome", "evidence", "time", "milliseconds"]
        return Table(
            columns: names.map { Table.Column($0) }
                + ["image", "user", "tools"].map { Table.Column($0, isDefault: false) },
            rows: verdicts.map {
                [
                    .text($0.check), .text($0.phase), .text($0.severity), .text($0.outcome),
                    .text($0.evidence),
                    .date($0.time), .integer(Int64($0.milliseconds)), .text(version.fullName), .text($0.user),
                    .list($0.tools.sorted { $0.key < $1.key }.map { .text("\($0.key)=\($0.value)") }),
                ]
            }
        )
    }
}
