package import FGCore

/// Looks at foreign bytes before any tool may: which one format they are, and whether they are harmless.
///
/// It runs no program, follows no name found in the file, and reads a bounded part of it.
package enum ImageInspector {
    /// Inspects a file, or a folder that holds an OCI image layout.
    ///
    /// With `within`, the file came out of that compression, and must not be compressed again.
    ///
    /// - Throws: `notFound` and other errors of the system, `invalid` for what is neither file nor folder;
    ///   what is wrong with the bytes is not thrown but a hazard of the result.
    package static func inspect(
        _ path: FilePath,
        declared: ImageFormat? = nil,
        limits: InspectionLimits = InspectionLimits(),
        within: Compression? = nil
    ) throws -> Inspection {
        guard let status = path.status() else {
            throw FGError(.notFound, "there is no file \(path)", subject: path.string)
        }
        switch status.kind {
        case .folder: return try inspectFolder(path, declared: declared, limits: limits)
        case .file: return try inspect(OpenFile(path), declared: declared, limits: limits, within: within)
        default: throw FGError(.invalid, "\(path) is neither a file nor a folder", subject: path.string)
        }
    }

    /// Inspects an open file.
    ///
    /// - Throws: `invalid` when it is not a regular file, and errors of the system.
    package static func inspect(
        _ file: OpenFile,
        declared: ImageFormat? = nil,
        limits: InspectionLimits = InspectionLimits(),
        within: Compression? = nil
    ) throws -> Inspection {
        let image = try ImageBytes(file)
        let detector = try FormatDetector(image)
        var format = detector.format
        var findings = Findings()
        if !detector.contradictions.isEmpty {
            let others = detector.contradictions.joined(separator: " and ")
            findings.refuse(.ambiguous, "the bytes are \(format.rawValue) and also \(others)")
        }
        try gather(&findings) { findings in
            try inspect(image, as: &format, detector, limits: limits, &findings)
        }
        if format.compression != nil, let within {
            findings.refuse(
                .nestedCompression,
                "a \(within.rawValue) file holds another compressed file (\(format.rawValue))"
            )
        }
        // A wrapper has no declared format to compare with yet: what is inside has.
        if format.compression == nil || within != nil { compare(declared, with: format, &findings) }
        return Inspection(
            path: file.path,
            format: format,
            compression: within ?? format.compression,
            virtualSize: findings.virtualSize,
            packedLayers: findings.packedLayers,
            facts: findings.facts,
            hazards: findings.hazards
        )
    }

    private static func inspectFolder(
        _ path: FilePath,
        declared: ImageFormat?,
        limits: InspectionLimits
    ) throws -> Inspection {
        var findings = Findings()
        try gather(&findings) { findings in
            OCILayoutInspector.note(try OCILayout.read(folder: path, limits: limits.archive), &findings)
        }
        compare(declared, with: .ociLayout, &findings)
        return Inspection(
            path: path,
            format: .ociLayout,
            compression: nil,
            virtualSize: nil,
            packedLayers: findings.packedLayers,
            facts: findings.facts,
            hazards: findings.hazards
        )
    }

    /// Runs checks whose refusal ends them, and keeps the refusal as a hazard.
    private static func gather(_ findings: inout Findings, _ body: (inout Findings) throws -> Void) throws {
        do {
            try body(&findings)
        } catch let error as FGError where error.code == .refused {
            findings.refuse(.malformed, error.message)
        }
    }

    private static func compare(
        _ declared: ImageFormat?,
        with format: ImageFormat,
        _ findings: inout Findings
    ) {
        guard let declared, declared != format else { return }
        findings.refuse(.mismatch, "it is declared as \(declared.rawValue) but is \(format.rawValue)")
    }

    private static func inspect(
        _ image: ImageBytes,
        as format: inout ImageFormat,
        _ detector: FormatDetector,
        limits: InspectionLimits,
        _ findings: inout Findings
    ) throws {
        guard image.size > 0 else { return findings.refuse(.malformed, "the file is empty") }
        switch format {
        case .raw: inspectRaw(image, detector, limits: limits, &findings)
        case .qcow2: try Qcow2Inspector(image: image, limits: limits).inspect(&findings)
        case .vmdk: try VMDKInspector(image: image, limits: limits).inspect(&findings)
        case .vhd: try VHDInspector(image: image, limits: limits).inspect(&findings)
        case .vhdx: try VHDXInspector(image: image, limits: limits).inspect(&findings)
        case .vdi: try VDIInspector(image: image, limits: limits).inspect(&findings)
        case .tar, .ociLayout:
            let isLayout = try TarInspector(image: image, limits: limits.archive).inspect(&findings)
            if isLayout {
                format = .ociLayout
                OCILayoutInspector.note(
                    try OCILayout.read(archive: image.file, limits: limits.archive),
                    &findings
                )
            }
        case .gzip, .xz, .zstd, .bzip2: break
        case .qed, .parallels, .bochs, .cloop, .luks, .iso, .squashfs, .cpio, .dmg, .zip:
            let kind: Hazard.Kind = format == .luks ? .encrypted : .formatNotTaken
            findings.refuse(kind, "\(format.rawValue) is not taken as an image")
        }
    }

    private static func inspectRaw(
        _ image: ImageBytes,
        _ detector: FormatDetector,
        limits: InspectionLimits,
        _ findings: inout Findings
    ) {
        findings.note("partition-table", detector.partitionTable ?? "none")
        if let filesystem = detector.filesystem { findings.note("filesystem", filesystem) }
        findings.note("allocated", image.allocated)
        findings.judge(virtualSize: UInt64(image.size), stored: image.stored, by: limits)
        if image.size % 512 != 0 {
            findings.refuse(
                .malformed,
                "a raw disk of \(image.size) bytes does not consist of 512-byte sectors"
            )
        }
    }
}
