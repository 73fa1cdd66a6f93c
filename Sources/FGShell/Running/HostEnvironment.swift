import Glibc

/// The environment that the shell itself was started with.
enum HostEnvironment {
    static var current: [String: String] {
        var variables: [String: String] = [:]
        for name in ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TERM", "TMPDIR", "COLUMNS", "LINES"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }

    /// Every variable, for programs that the user talks to, such as a pager or an editor.
    static var whole: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let pair = String(cString: entry)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }

    /// A variable; nil when it is not set.
    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
