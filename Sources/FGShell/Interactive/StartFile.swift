import FGCore
import FGLanguage
import Glibc

/// The statements that every interactive shell begins with: `shellrc` in `$XDG_CONFIG_HOME/fgshell`.
enum StartFile {
    /// Runs the file if there is one; its errors are shown and the prompt comes all the same.
    static func run(_ state: ShellState) async {
        guard let path, path.exists else { return }
        do {
            _ = await Batch.run(try Source(file: path), folder: path.parent, state)
        } catch let error as SourceError {
            state.output.note(error.rendered + "\n")
        } catch {
            state.output.note("\(path): \(Output.known(error).message)\n")
        }
        state.lastStatus = 0
    }

    private static var path: FilePath? {
        func folder(_ variable: String) -> FilePath? {
            let value = getenv(variable).map { String(cString: $0) } ?? ""
            return value.hasPrefix("/") ? FilePath(value) : nil
        }
        let settings = folder("XDG_CONFIG_HOME") ?? folder("HOME").map { $0 / ".config" }
        return settings.map { $0 / "fgshell" / "shellrc" }
    }
}
