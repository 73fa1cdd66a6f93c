import FGCore
import FGGenerator
import FGProcess
import Testing

/// Exports as a user sees them, with programs that do not do what they should.
struct ExportFeatureTests {
    /// A site with a disk of data, whose middle is not zeros.
    private static let start = """
        head -c 1000000 /dev/zero > disk.raw; head -c 96576 /dev/zero | tr '\\0' x >> disk.raw
        truncate -s 2M disk.raw; $F image import disk.raw > imported; mkdir tools
        """

    /// A program in PATH before the system's own, which does what it says and then spoils the file.
    private static func spoiler(_ spoil: String) -> String {
        """
        #!/bin/sh
        /usr/bin/qemu-img "$@" || exit
        [ "$1" = convert ] || exit 0
        for last in "$@"; do :; done
        case $last in *proof*) ;; *) \(spoil) ;; esac
        """
    }

    private static func export(_ spoil: String) async throws -> (
        status: Int32, errors: String, output: String
    ) {
        let script = """
            \(start)
            cp broken-qemu-img tools/qemu-img; chmod +x tools/qemu-img
            PATH=$PWD/tools:$PATH $F image export disk --artifact qcow2 --to new.qcow2
            status=$?; ls; exit $status
            """
        let result = try await ShellRun.sh(script, files: ["broken-qemu-img": spoiler(spoil)])
        return (result.status, result.errorText, result.outputText)
    }

    @Test func `a form that reads back as another disk is an error, and leaves nothing`() async throws {
        // The data of the one cluster is x; y in its place is a sound file of another content.
        let spoiled = try await Self.export(
            "tr x y < \"$last\" > \"$last.new\" && mv \"$last.new\" \"$last\""
        )
        #expect(spoiled.status == 1)
        #expect(spoiled.errors.contains("the qcow2 form of root/disk:1 reads back as "), "\(spoiled.errors)")
        #expect(spoiled.output == "broken-qemu-img\ndisk.raw\nimported\nsite\ntools\n")
    }

    @Test func `a form that cannot be read back is an error, and leaves nothing`() async throws {
        let spoiled = try await Self.export("echo nonsense > \"$last\"")
        #expect(spoiled.status == 1)
        #expect(
            spoiled.errors.contains("the qcow2 form of root/disk:1 cannot be read back: "),
            "\(spoiled.errors)"
        )
        #expect(spoiled.output == "broken-qemu-img\ndisk.raw\nimported\nsite\ntools\n")
    }

    @Test func `a converter that fails is an error, and leaves nothing`() async throws {
        let spoiled = try await Self.export("echo 'qemu-img: no luck' >&2; exit 3")
        #expect(spoiled.status == 1)
        #expect(
            spoiled.errors.contains("qemu-img failed with status 3: qemu-img: no luck"),
            "\(spoiled.errors)"
        )
        #expect(spoiled.output == "broken-qemu-img\ndisk.raw\nimported\nsite\ntools\n")
    }

    @Test func `a disk without a root file system has no form of files, and says why`() async throws {
        let result = try await ShellRun.sh(
            """
            \(Self.start)
            for form in partition tar.zst squashfs erofs oci-layout netboot uki; do
                $F image export disk --artifact $form --to new; echo $?
            done
            ls
            """
        )
        #expect(result.outputText == String(repeating: "1\n", count: 7) + "disk.raw\nimported\nsite\ntools\n")
        for line in result.errorText.split(separator: "\n") where line.contains("error: ") {
            #expect(line.contains(" of root/disk:1 cannot be read: "), "\(line)")
        }
    }

    @Test func `a place that cannot be written to is told before the work`() async throws {
        let result = try await ShellRun.sh(
            "\(Self.start); $F image export disk --artifact vmdk --to /proc/new --progress plain"
        )
        #expect(result.status == 1)
        #expect(result.errorText.contains("error: cannot write /proc/new: "), "\(result.errorText)")
        #expect(!result.errorText.contains("convert"), "\(result.errorText)")
    }

    @Test func `the page names every form`() async throws {
        let result = try await ShellRun.sh("$F -c 'help image export'")
        #expect(result.status == 0)
        for form in ArtifactFormats.names { #expect(result.outputText.contains("| `\(form)` |"), "\(form)") }
    }
}
