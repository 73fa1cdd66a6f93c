import FGCore
import FGProcess

/// What some repositories said when they were asked last, in a folder of the site that one shell uses at a time.
struct DnfState: Sendable {
    /// What a repository says of itself.
    struct Index: Codable, Sendable {
        let id: String
        let uri: String
        let time: Timestamp
        /// The digest of its signed index.
        let digest: Digest
        /// The lists that it signs, by path.
        let lists: [String: Digest]
    }

    let folder: FilePath
    /// The repositories, and the system that they are for.
    let request: DnfRequest
    let progress: ProgressHandler

    /// How old a state may be before the repositories are asked again, in seconds.
    private static let freshness: Int64 = 3600

    private var known: FilePath { folder / "repositories.json" }

    /// What the repositories say; they are asked where that is old.
    ///
    /// - Throws: `unavailable` when one cannot be read and no state of it is there, or `refreshing` wants a new one.
    func indexes(refreshing: Bool, now: Timestamp) async throws -> [Index] {
        let age = known.status().map { now.seconds - $0.modified } ?? .max
        // A state of a later time than now is from before the clock was set.
        if !refreshing, (0...Self.freshness).contains(age), let indexes = try kept() { return indexes }
        do {
            return try await refresh()
        } catch let error as FGError where error.code == .unavailable {
            guard !refreshing, let indexes = try kept() else { throw error }
            let hours = max(0, age) / 3600
            progress(.note("the repositories cannot be reached; their state of \(hours) hours ago is used"))
            return indexes
        }
    }

    /// Asks a question of the state as it is: no network, and what it reads of a base leads nowhere else.
    ///
    /// - Throws: `unavailable` when the repositories' answers were lost and cannot be had again.
    func ask(_ question: DnfRequest) async throws -> DnfAnswer {
        let answer = try await run(question)
        guard answer.unreachable != nil else { return answer }
        // Somebody took away what was kept.
        _ = try await refresh()
        let again = try await run(question)
        if let reason = Self.reason(again) { throw Self.unreachable(reason) }
        return again
    }

    private func kept() throws -> [Index]? {
        // One that an earlier version of the program wrote otherwise is as good as none.
        (try? known.readBytes()).flatMap { try? CanonicalJSON.decode([Index].self, from: $0) }
    }

    private func refresh() async throws -> [Index] {
        progress(.phase("resolve", detail: "asking the repositories"))
        let answer = try await run(request)
        if let reason = Self.reason(answer) { throw Self.unreachable(reason) }
        let addresses = Dictionary(request.repositories.map { ($0.id, $0.uri) }) { first, _ in first }
        let indexes = try (answer.repositories ?? []).sorted { $0.id < $1.id }.map {
            Index(
                id: $0.id,
                uri: addresses[$0.id] ?? $0.id,
                time: Timestamp(seconds: $0.time),
                digest: try Digest(ofFileAt: FilePath($0.file)),
                lists: $0.lists
            )
        }
        try known.write(try CanonicalJSON.encode(indexes), permissions: 0o600)
        return indexes
    }

    private func run(_ question: DnfRequest) async throws -> DnfAnswer {
        var command = try DnfPrograms().command(ChooseProgram.text, home: folder, asking: question)
        if question.purpose != .refresh { command.sandbox = Sandbox(readWrite: [folder]) }
        return try CanonicalJSON.decode(DnfAnswer.self, from: try await command.runChecked().output)
    }

    /// Why a repository cannot be read, in DNF's words; nil when all were.
    private static func reason(_ answer: DnfAnswer) -> String? {
        guard let text = answer.unreachable else { return nil }
        // What is said of the addresses is more than that none of them gave anything, unless it is about signatures.
        return text.contains("GPG") ? text : answer.reasons?.first ?? text
    }

    private static func unreachable(_ reason: String) -> FGError {
        let isSignature = reason.contains("GPG")
        return FGError(
            .unavailable,
            "the repository cannot be read: \(reason)",
            hint: isSignature
                ? "its repodata has a repomd.xml.asc, signed by the key that the line names; where only packages are signed, as "
                    + "Fedora does it, say signed=packages"
                : "check the repository's address and the host's network"
        )
    }
}
