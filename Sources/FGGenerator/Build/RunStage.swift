import FGCore
import FGProcess

/// Runs the template's own steps inside the image's tree.
///
/// A step is root of the image and nobody outside: it sees the tree, a `/dev` and a `/proc` of its own and, unless the
/// template gives it one, no network. What it starts ends with it.
package struct RunStage: Sendable {
    let tree: Tree
    /// How long one step may take.
    let deadline: Duration

    /// What root of the image may do that others may not: change owners, modes and accounts, not mount, not make devices,
    /// not trace, not set up networks.
    private static let capabilities = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETFCAP", "CAP_SETGID",
        "CAP_SETUID",
    ]

    package init(tree: Tree, deadline: Duration = .seconds(1800)) {
        self.tree = tree
        self.deadline = deadline
    }

    /// Runs all steps in order.
    ///
    /// - Throws: `failed` for the first that fails, `timedOut` for one that takes too long.
    package func run(_ template: ResolvedTemplate) async throws {
        for (index, line) in template.run.enumerated() {
            try await run(
                line,
                number: index + 1,
                hasNetwork: template.networkRuns?.contains(index) ?? false
            )
        }
    }

    private func run(_ line: String, number: Int, hasNetwork: Bool) async throws {
        let command = tree.command(
            ["/bin/sh", "-e", "-c", line],
            capabilities: Self.capabilities,
            binding: hasNetwork ? try resolver() : [],
            hasNetwork: hasNetwork,
            deadline: deadline
        )
        let result = try await command.run(
            overdue: FGError(
                .timedOut,
                "run line \(number) took longer than \(deadline.components.seconds) seconds",
                subject: line,
                hint: "does it wait for input? it has none"
            )
        )
        guard result.status == 0 else {
            throw FGError(
                .failed,
                "run line \(number) failed with status \(result.status): \(result.lastErrorLine ?? line)",
                subject: line,
                hint: hasNetwork
                    ? "it ran with network inside the image" : "it ran without network inside the image"
            )
        }
    }

    /// Shows the step how this machine finds names, where the image looks for that.
    private func resolver() throws -> [(source: FilePath, place: String)] {
        guard let own = FilePath("/etc/resolv.conf").canonical() else { return [] }
        let file = tree.path("/etc/resolv.conf")
        guard file.linkStatus()?.kind == .symbolicLink else {
            if !file.exists { try tree.write("/etc/resolv.conf", "") }
            return [(own, "/etc/resolv.conf")]
        }
        // Links there lead into /run, which is empty for a step.
        let target = FilePath(try file.linkTarget()).resolved(in: "/etc").string.replacing(
            "/etc/../",
            with: "/"
        )
        guard target.hasPrefix("/run/") else { return [] }
        return [(own, target)]
    }
}
