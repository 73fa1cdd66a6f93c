/// The accounts of a system, as its files have them.
package enum SystemAccounts {
    /// The numbers of the accounts of people; those below are the system's own.
    package static let people = 1000..<60_000

    /// The fields of each line of `/etc/passwd`, `/etc/shadow` or `/etc/group`; none when there is no such file.
    ///
    /// - Throws: `refused` when it is too large or damaged.
    package static func lines(_ path: String, in tree: some SystemTree) throws -> [[String]] {
        (try tree.text(path) ?? "").split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The names of people's accounts, in the order of the file.
    ///
    /// - Throws: as `lines`.
    package static func people(in tree: some SystemTree) throws -> [String] {
        try lines("/etc/passwd", in: tree).filter { line in
            line.count >= 7 && Int(line[2]).map { people.contains($0) } == true
        }
        .map { $0[0] }
    }
}
