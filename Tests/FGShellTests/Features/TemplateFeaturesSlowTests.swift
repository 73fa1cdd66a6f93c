import FGCore
import FGProcess
import Testing

/// An image with most of what templates can say, asked for it in the booted machine.
struct TemplateFeaturesSlowTests {
    private static let template = """
        template many {
            os       debian bookworm
            package  openssh-server
            include  parts/people.fgi
            locale   de_DE.UTF-8 hi_IN.UTF-8
            timezone Europe/Berlin
            tree     /opt/app from=app owner=ada:mpi
            run      "/opt/app/bin/tool > /etc/made"
            context  cloud-init sources=NoCloud,None
            disk     2GiB boot=bios swap=64MiB
            check    command="locale -a" contains="de_DE.utf8"
            check    command="locale -a" contains="hi_IN"
            check    command="cat /etc/default/locale" contains="LANG=de_DE.UTF-8"
            check    command="date +%Z" contains="CE"
            check    command="id ada" contains="gid=1800(ada)"
            check    command="id ada" contains="1700(mpi)"
            check    command="cat /home/ada/.ssh/authorized_keys" contains="ada@one"
            check    command="stat -c %U:%G:%a /opt/app/bin/tool" contains="ada:mpi:755"
            check    command="readlink /opt/app/latest" contains="bin/tool"
            check    command="cat /etc/made" contains="made by the tool"
            check    command="cat /proc/swaps" contains="partition"
            check    command="cloud-init status" contains="status:"
        }

        """

    @Test func `what a template says is so in the machine, and in the next build`() async throws {
        let result = try await ShellRun.sh(
            """
            mkdir -p app/bin parts
            printf '#!/bin/sh\\necho made by the tool\\n' > app/bin/tool; chmod 755 app/bin/tool
            ln -s bin/tool app/latest
            echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxSx/C6dxu1v2KnVLBvUpoQ7tmNCnp2LJ3Fwqtm8hcn ada@one' > parts/keys
            printf 'group mpi gid=1700\\ngroup ada gid=1800\\nuser ada uid=1500 groups=mpi keys=keys\\n' > parts/people.fgi
            $F -c 'template load t.fg' -c 'generate many' > made || exit 1
            $F --format tsv -c 'verify many' > verified || { cat verified; exit 1; }
            $F --format plain -c 'image rebuild many --check' | grep 'same bytes'
            """,
            files: ["t.fg": Self.template]
        )
        #expect(
            result.status == 0 && result.outputText.contains("same bytes"),
            "\(result.outputText)\(result.errorText)"
        )
    }

    @Test(arguments: ["debian-minimal", "debian-server", "modules-node", "mpi-node", "slurm-client"])
    func `an example of the library passes template check against the archive`(_ name: String) async throws {
        let folder = FilePath(#filePath).parent.parent.parent.parent / "help" / "examples"
        let result = try await ShellRun.sh("$F -c 'template check \(folder)/\(name).fg | columns name'")
        #expect(result.outputText == "name\n\(name)\n", "\(result.errorText)")
    }
}
