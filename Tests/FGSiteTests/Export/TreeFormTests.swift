import FGCore
import FGInspect
import FGProcess
import FGStorage
import Testing

@testable import FGSite

/// The files of a root file system in every form that holds files, read back by programs of others.
struct TreeFormTests {
    private static func withExporter(_ body: (ArtifactExporter) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try await TreeDisk(folder: folder).make(folder / "disk.raw")
            try await body(ArtifactExporter(folder, disk: folder / "disk.raw"))
        }
    }

    @Test func `every form of the tree has the same content, and the same bytes each time`() async throws {
        try await Self.withExporter { exporter in
            var contents: Set<Digest?> = []
            for form in ["tar.zst", "squashfs", "erofs", "oci-layout", "netboot"] {
                let first = try await exporter.export(form, as: "first.\(form)")
                #expect(
                    try await exporter.export(form, as: "second.\(form)").digest == first.digest,
                    "\(form)"
                )
                contents.insert(first.content)
            }
            #expect(contents.count == 1 && !contents.contains(nil))
        }
    }

    @Test func `tar reads every fact of every file`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("tar.zst", as: "root.tar.zst")
            let text = try await ArtifactExporter.output(
                "tar",
                [
                    "--zstd", "--xattrs", "--xattrs-include=*", "--numeric-owner", "--full-time", "--utc",
                    "-tvvf",
                    form.file.string,
                ]
            )
            let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            let long = TreeDisk.longName
            for line in [
                "drwxr-xr-x 0/0 0 2021-01-02 03:04:05 ./",
                "-rw-r--r--* 3015656/3000000 6 2020-01-02 03:04:05 etc/another-name",
                "hrw-r--r-- 3015656/3000000 0 2020-01-02 03:04:05 etc/hostname link to etc/another-name",
                "-rwsr-xr-x* 0/0 4",
            ] { #expect(lines.contains { $0.hasPrefix(line) }, "\(line)\n\(text)") }
            for ending in [
                "etc/link -> hostname", "etc/long-link -> ../usr/share/\(long)/\(long)", "dev/null", "1,3",
                "8,0",
                "dev/pipe", "2096-10-02 07:06:40 etc/empty", "var/sparse", "etc/größe",
            ] { #expect(text.contains(ending), "\(ending)\n\(text)") }
        }
    }

    @Test func `attributes come out as the kernel would give them`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("tar.zst", as: "root.tar.zst")
            let archive = exporter.folder / "root.tar"
            _ = try await ArtifactExporter.output(
                "zstd",
                ["-q", "-d", form.file.string, "-o", archive.string]
            )
            var reader = try TarReader(OpenFile(archive))
            var attributes: [String: [String: [UInt8]]] = [:]
            while let entry = try reader.next() {
                if !entry.attributes.isEmpty { attributes[entry.path] = entry.attributes }
            }
            #expect(
                attributes == [
                    "etc/another-name": ["user.note": Array("something".utf8)],
                    "usr/bin/ping": ["security.capability": TreeDisk.bytes(TreeDisk.capability)],
                    "var/empty/": ["system.posix_acl_access": TreeDisk.bytes(TreeDisk.accessList)],
                ]
            )
        }
    }

    @Test func `unsquashfs reads the squashfs`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("squashfs", as: "root.squashfs")
            let text = try await ArtifactExporter.output("unsquashfs", ["-lln", form.file.string])
            let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            #expect(
                lines.contains("-rw-r--r-- 3015656/3000000 6 2020-01-02 03:04 squashfs-root/etc/hostname"),
                "\(text)"
            )
            #expect(
                lines.contains {
                    $0.hasPrefix("c--------- 0/0 1, 3 ") || $0.hasPrefix("c--------- 0/0 1,3 ")
                },
                "\(text)"
            )
            let names = try await ArtifactExporter.output(
                "unsquashfs",
                ["-cat", form.file.string, "etc/größe"]
            )
            #expect(names == "grün\n")
        }
    }

    @Test func `fsck and dump read the erofs`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("erofs", as: "root.erofs")
            let path = form.file.string
            let checked = exporter.folder / "checked"
            _ = try await ArtifactExporter.output(
                "fsck.erofs",
                ["--extract=\(checked)", "--no-preserve", path]
            )
            for name in ["etc/größe", "var/sparse", "boot/vmlinuz-6.1.0-10", "usr/bin/ping"] {
                #expect(try (checked / name).readBytes() == (exporter.folder / "tree" / name).readBytes())
            }
            #expect(try (checked / "etc/another-name").readText() == "small\n")
            let facts = try await ArtifactExporter.output("dump.erofs", ["--path=/etc/hostname", path])
            let words = facts.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("Links: 2"), "\(facts)")
            #expect(words.contains("Uid: 3015656 Gid: 3000000 Access: 0644/rw-r--r--"), "\(facts)")
            #expect(words.contains("2020-01-02 03:04:05"), "\(facts)")
            let whole = try await ArtifactExporter.output("dump.erofs", ["-s", path])
            #expect(whole.contains("sb_csum"), "\(whole)")
        }
    }

    @Test func `skopeo reads the OCI image`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("oci-layout", as: "root.tar")
            let text = try await ArtifactExporter.output("skopeo", ["inspect", "oci-archive:\(form.file)"])
            #expect(text.contains("\"Architecture\": \"amd64\""), "\(text)")
            #expect(text.contains("\"Os\": \"linux\""))
        }
    }

    @Test func `a netboot set has kernel, initrd, root and what the kernel is told`() async throws {
        try await Self.withExporter { exporter in
            let form = try await exporter.export("netboot", as: "netboot.tar")
            let names = try await ArtifactExporter.output("tar", ["-tf", form.file.string])
            #expect(names == "cmdline\ninitrd.img\nroot.squashfs\nvmlinuz\n")
            let folder = exporter.folder / "netboot"
            try folder.makeFolder()
            _ = try await ArtifactExporter.output("tar", ["-xf", form.file.string, "-C", folder.string])
            #expect(try (folder / "vmlinuz").readBytes() == TreeDisk.kernel)
            #expect(try (folder / "initrd.img").readBytes() == TreeDisk.initrd)
            #expect(try (folder / "cmdline").readText() == "console=ttyS0 quiet\n")
            let text = try await ArtifactExporter.output(
                "unsquashfs",
                ["-cat", (folder / "root.squashfs").string, "etc/hostname"]
            )
            #expect(text == "small\n")
        }
    }

    @Test func `the root partition and the kernel image come out as they stand on the disk`() async throws {
        try await Self.withExporter { exporter in
            let partition = try await exporter.export("partition", as: "partition.raw")
            #expect(try partition.file.readBytes() == (exporter.folder / "root.ext4").readBytes())
            #expect(partition.content == partition.digest)
            let checked = try Program.find("e2fsck", package: "e2fsprogs")
            try await Command(checked, ["-fn", partition.file.string]).runChecked()
            let program = try await exporter.export("uki", as: "uki.efi")
            #expect(try program.file.readBytes() == (exporter.folder / "boot.efi").readBytes())
        }
    }
}
