import FGCore
import FGInspect
import FGProcess
import FGStorage

/// Has the program of each file system of a disk look whether it is clean.
struct FileSystemCheck {
    let disk: FilePath
    /// A folder for what is made on the way.
    let scratch: FilePath

    /// What looks at a file system, and what of its output says nothing.
    private struct Checker {
        let name: String
        let package: String
        let noise: [String]
    }

    private static let checkers: [String: Checker] = [
        "ext4": Checker(
            name: "e2fsck",
            package: "e2fsprogs",
            noise: ["Pass ", "********** WARNING", "non-contiguous"]
        ),
        "xfs": Checker(
            name: "xfs_repair",
            package: "xfsprogs",
            noise: ["Phase ", "        - ", "Cannot get host", "Repair may fail", "the image and the host"]
        ),
        "btrfs": Checker(
            name: "btrfs",
            package: "btrfs-progs",
            noise: ["Opening filesystem", "Checking filesystem", "UUID:", "["]
        ),
    ]

    /// - Throws: `unavailable` when a program is missing, `refused` for a damaged partition table.
    func run() async throws -> Finding {
        let region = try DiskRegion(OpenFile(disk))
        let table = try PartitionTable.read(region.file)
        var others: [String] = []
        var problems: [String] = []
        var count = 0
        for partition in table.partitions {
            guard let part = try? region.part(at: partition.start, length: partition.length),
                let name = FileSystemName.of(part)
            else { continue }
            guard let checker = Self.checkers[name] else {
                others.append("partition \(partition.number) has \(name)")
                continue
            }
            count += 1
            if let problem = try await problem(of: partition, name, checker) {
                problems.append("partition \(partition.number): \(problem)")
            }
        }
        guard count > 0 else {
            let found = others.isEmpty ? "" : ": " + others.joined(separator: ", ")
            let known = Self.checkers.keys.sorted().joined(separator: ", ")
            return .fail("no partition has a file system that is checked (\(known))\(found)")
        }
        return .judged(problems, otherwise: "\(count) file system clean")
    }

    /// What the program says is wrong; nil for nothing.
    private func problem(of partition: Partition, _ name: String, _ checker: Checker) async throws -> String?
    {
        let program = try Program.find(checker.name, package: checker.package)
        if name == "ext4" {
            let place = "\(disk)?offset=\(partition.start)"
            return try await run(Command(program, ["-fn", place]), seeing: disk, checker)
        }
        // The others look only at the start of a file.
        let copy = scratch / "partition-\(partition.number)"
        let range = partition.start..<partition.start + partition.length
        _ = try SparseCopy(
            from: OpenFile(disk),
            part: range,
            to: OpenFile(copy, .create(permissions: 0o600))
        ).run()
        let arguments = name == "xfs" ? ["-n", "-f", copy.string] : ["check", "--readonly", copy.string]
        let problem = try await run(Command(program, arguments), seeing: copy, checker)
        try copy.removeFile()
        return problem
    }

    private func run(_ command: Command, seeing file: FilePath, _ checker: Checker) async throws -> String? {
        var command = command
        // The program sees the disk, read-only, and has bounds: the disk may be foreign.
        command.sandbox = Sandbox(readOnly: [file])
        command.limits = Command.Limits(cpuSeconds: 300, memory: ByteCount(4 << 30))
        command.deadline = .seconds(600)
        let result = try await command.run()
        guard result.status != 0 else { return nil }
        let lines = (result.outputText + "\n" + result.errorText).split(separator: "\n").filter { line in
            !checker.noise.contains { line.contains($0) }
        }
        let reason = lines.first.map(String.init) ?? "no message"
        return "\(checker.name) status \(result.status): \(reason)"
    }
}
