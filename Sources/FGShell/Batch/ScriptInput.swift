import FGCore

/// Where a script comes from.
enum ScriptInput: Sendable {
    case text(String, name: String)
    case file(FilePath)
    case standardInput

    /// A file, or standard input where `-` stands for it.
    init(_ file: FilePath) {
        self = file == "-" ? .standardInput : .file(file)
    }

    /// The folder that relative paths of the script start in; nil is the process's own.
    var folder: FilePath? {
        if case .file(let path) = self { return path.parent }
        return nil
    }

    /// Reads all of it.
    ///
    /// - Throws: `CancellationError` when cancelled while nothing comes, or the system's error.
    func read() throws -> (text: ScriptText, folder: FilePath?) {
        switch self {
        case .text(let text, let name): return (ScriptText(name: name, text: text), nil)
        case .file(let path):
            let file = try OpenFile(path)
            let reader = InputReader(descriptor: file.descriptor, path: path)
            defer { withExtendedLifetime(file) {} }
            return (try ScriptText(reading: reader, name: path.string), folder)
        case .standardInput: return (try ScriptText(reading: .standardInput, name: "<stdin>"), nil)
        }
    }
}
