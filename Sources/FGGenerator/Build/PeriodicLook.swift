/// Looks from time to time how far work is that does not say so itself.
enum PeriodicLook {
    /// Does work, and looks meanwhile; the last look is before the work ends.
    static func looking<Result>(
        _ look: @escaping @Sendable () -> Void,
        while work: () async throws -> Result
    ) async throws -> Result {
        let looking = Task {
            while (try? await Task.sleep(for: .milliseconds(250))) != nil { look() }
        }
        do {
            let result = try await work()
            await end(looking)
            return result
        } catch {
            await end(looking)
            throw error
        }
    }

    private static func end(_ looking: Task<Void, Never>) async {
        looking.cancel()
        await looking.value
    }
}
