import FGCore
import FGProcess
import FGStorage

/// Makes a Debian package ready: the same package with its files unpacked, which dpkg reads fastest.
struct UnpackedPackage {
    let dpkgDeb: Program

    /// Smaller packages are unpacked by dpkg before another program would have started.
    private static let worthwhile: Int64 = 32 << 10

    /// Writes the package into a new file.
    ///
    /// - Throws: `corrupt` for a file that is no package.
    func write(_ path: FilePath, to file: FilePath) async throws -> ReadyPackage {
        let source = try DebianPackage(path)
        let target = try OpenFile(file, .create(permissions: 0o644))
        let ready = ReadyPackage(file: file, runsScriptFirst: try await hasPreinst(source))
        guard ready.runsScriptFirst || source.data.bytes.count > Self.worthwhile else {
            _ = try SparseCopy(from: source.file, to: target).run()
            return ready
        }
        let start = source.data.bytes.lowerBound
        var head = try source.file.read(Int(start), at: 0)
        let header = head.count - Int(DebianPackage.headerLength)
        head.replaceSubrange(header..<(header + 16), with: Self.padded("data.tar", to: 16))
        try target.write(head, at: 0)
        try await unpack(source, behind: target)
        // A tar archive has an even length, so that nothing need follow it.
        let size = try target.size() - start
        let field = Self.padded("\(size)", to: DebianPackage.sizeField.count)
        try target.write(field, at: Int64(header + DebianPackage.sizeField.lowerBound))
        return ready
    }

    private func unpack(_ source: DebianPackage, behind target: OpenFile) async throws {
        var command = Command(dpkgDeb, ["--fsys-tarfile", source.file.path.string])
        command.isolation = .processGroup
        command.output = .end(of: target)
        try await command.runChecked()
    }

    private func hasPreinst(_ source: DebianPackage) async throws -> Bool {
        var command = Command(dpkgDeb, ["--info", source.file.path.string, "preinst"])
        command.isolation = .processGroup
        return try await command.run().status == 0
    }

    private static func padded(_ text: String, to length: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0x20, count: length - text.utf8.count)
    }
}
