import Glibc

/// The environment that this process was started with.
package enum ProcessEnvironment {
    /// Every variable, for programs that the user talks to, such as a pager or an editor.
    package static var all: [String: String] {
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
    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
