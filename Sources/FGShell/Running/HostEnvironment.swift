import FGProcess

/// The environment that the shell itself was started with.
enum HostEnvironment {
    static var current: [String: String] {
        var variables: [String: String] = [:]
        for name in ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TERM", "TMPDIR", "COLUMNS", "LINES"] {
            if let value = ProcessEnvironment.variable(name) { variables[name] = value }
        }
        return variables
    }
}
