import FGCore
import FGTerminal
import Testing

/// The Tab key.
struct CompletionKeyTests {
    @Test(arguments: [
        ("im", "image "), ("image imp", "image import "), ("image list --a", "image list --all "),
        ("image list wh", "image list where "), ("image list where si", "image list where size "),
        ("image list where state == bui", "image list where state == built "),
        ("image list | so", "image list | sort "), ("image list | sort na", "image list | sort name "),
        ("use image ti", "use image tiny "), ("use image tiny; image sh", "use image tiny; image show "),
        ("rain tiny on lo", "rain tiny on local "), ("image import ti", "image import tiny.raw "),
        ("image import it", "image import \"it's a disk.raw\" "),
        ("image import fold", "image import folder/"), ("image import folder/", "image import folder/in "),
        ("template a {\rsum", "template a {\nsummary "),
    ])
    func `Tab completes the word`(typed: String, completed: String) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            try shell.makeFile("it's a disk.raw", bytes: 1 << 20)
            try shell.makeFile("bell\u{7}", bytes: 0)
            try (folder / "folder").makeFolder()
            try shell.makeFile("folder/in", bytes: 0)
            let terminal = try await shell.startAtPrompt()
            if typed.contains("image") {
                try await terminal.run("image import tiny.raw", until: shell.prompt)
            }
            // As a comment the line does nothing, and stands in the history as the editor had it.
            try await terminal.run("\(typed)\t\u{1}# ", until: shell.prompt)
            #expect(shell.historyEntries.first?.line == "# \(completed)")
        }
    }

    @Test func `Tab lists several candidates with what they are`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("image \t")
            let verbs = try await terminal.wait(for: "\(shell.prompt)image ")
            #expect(verbs.contains(#/delete +delete images, versions of them,/#))
            #expect(verbs.contains(#/tag +add tags to an image, or remove them\n/#))
            try terminal.type("\(ShellTerminal.controlC)")
            try await terminal.wait(for: shell.prompt)
            try terminal.type("\t")
            let commands = try await terminal.wait(for: "whoami")
            #expect(commands.contains("deployment    console, list, show, ss…"))
        }
    }

    @Test func `Tab where nothing fits changes nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            try terminal.type("echo zz\t")
            try await terminal.wait(for: "echo zz")
            #expect(try await terminal.run("y", until: shell.prompt).contains("\nzzy\n"))
        }
    }
}
