import FGCore
import FGProcess
import FGStorage
import Testing

@testable import FGSite

/// Imported archives of a root file system in the forms that hold files.
struct ArchiveFormTests {
    /// Makes an archive in which nothing is sorted, folders are left out, and names of one file are in reverse order.
    private static func makeArchive(_ folder: FilePath) async throws -> FilePath {
        let tree = folder / "tree"
        try (tree / "usr/share/doc").makeFolder()
        try (tree / "etc").makeFolder()
        try (tree / "usr/share/doc/z").write("one file\n")
        try (tree / "etc/config").write("setting\n", permissions: 0o640)
        try (tree / "etc/empty").write("")
        let archive = folder / "root.tar"
        let script = """
            cd "$1" && ln usr/share/doc/z etc/a && ln -s ../etc/config usr/link && truncate -s 100000 etc/sparse
            exec tar --create --sparse --format=pax --owner=1000 --group=1001 --mtime=@1600000000 --file="$2" \
                usr/share/doc/z etc/config etc/a usr/link etc/empty etc/sparse
            """
        let shell = Program(name: "sh", path: "/bin/sh")
        try await Command(shell, ["-c", script, "sh", tree.string, archive.string]).runChecked()
        return archive
    }

    @Test func `an archive comes out in every form of files, with one content`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await ArtifactExporter(folder, disk: Self.makeArchive(folder))
            var contents: Set<Digest?> = []
            for form in ["tar.zst", "squashfs", "erofs"] {
                let first = try await exporter.export(form, as: "first.\(form)")
                #expect(
                    try await exporter.export(form, as: "second.\(form)").digest == first.digest,
                    "\(form)"
                )
                contents.insert(first.content)
            }
            #expect(contents.count == 1 && !contents.contains(nil))
            let names = try await ArtifactExporter.output(
                "tar",
                ["--zstd", "--numeric-owner", "-tvf", (folder / "first.tar.zst").string]
            )
            let lines = names.split(separator: "\n").map { line in
                let words = line.split(separator: " ")
                return ([words[0], words[1], words[2]] + words[5...]).joined(separator: " ")
            }
            #expect(
                lines == [
                    "drwxr-xr-x 0/0 0 ./", "drwxr-xr-x 0/0 0 etc/", "-rw-r--r-- 1000/1001 9 etc/a",
                    "-rw-r----- 1000/1001 8 etc/config", "-rw-r--r-- 1000/1001 0 etc/empty",
                    "-rw-r--r-- 1000/1001 100000 etc/sparse", "drwxr-xr-x 0/0 0 usr/",
                    "lrwxrwxrwx 1000/1001 0 usr/link -> ../etc/config", "drwxr-xr-x 0/0 0 usr/share/",
                    "drwxr-xr-x 0/0 0 usr/share/doc/", "hrw-r--r-- 1000/1001 0 usr/share/doc/z link to etc/a",
                ]
            )
        }
    }

    @Test func `what comes out goes in again as the same content`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await ArtifactExporter(folder, disk: Self.makeArchive(folder))
            let first = try await exporter.export("tar.zst", as: "again.tar.zst")
            let other = folder / "other"
            try other.makeFolder()
            let second = try await ArtifactExporter(other, disk: first.file).export(
                "tar.zst",
                as: "again.tar.zst"
            )
            #expect(second.content == first.content)
            #expect(second.digest == first.digest)
        }
    }

    @Test func `an archive has only forms that need nothing but files`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await ArtifactExporter(folder, disk: Self.makeArchive(folder))
            for form in ["qcow2", "partition", "uki", "netboot", "oci-layout"] {
                let error = await #expect(throws: FGError.self) { try await exporter.export(form, as: "new") }
                #expect(error?.code == .notFound)
                #expect(error?.hint == "it has tar; made of it are tar.zst, squashfs, erofs")
                #expect(!(folder / "new").exists)
            }
        }
    }

    @Test func `an archive that has a path twice is one clear error`() async throws {
        try await TemporaryFolder.with { folder in
            let archive = try await Self.makeArchive(folder)
            _ = try await ArtifactExporter.output(
                "tar",
                ["--append", "-f", archive.string, "-C", (folder / "tree").string, "etc/config"]
            )
            let exporter = try await ArtifactExporter(folder, disk: archive)
            let error = await #expect(throws: FGError.self) { try await exporter.export("erofs", as: "new") }
            #expect(error?.code == .invalid)
            #expect(
                error?.message
                    == "the archive of tests/disk:1 cannot be read: /etc/config stands there twice"
            )
            #expect(!(folder / "new").exists)
        }
    }
}
