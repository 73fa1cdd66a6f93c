import FGCommands
import FGCore
import FGLanguage
import FGSite
import Glibc

extension ShellState {
    /// Runs a statement, with a note of it in the script that is being recorded and in the transcript.
    func noting(_ statement: Statement, in source: Source, _ run: () async -> Int32) async -> Int32 {
        let wasActive = recorder.isActive
        guard wasActive || output.transcript != nil, Recorder.running != source.name else {
            return await run()
        }
        let text = Self.mask.masked(source.text(statement.range))
        output.transcript?.add(text, .statement)
        let status = await Recorder.$running.withValue(source.name) { await run() }
        guard wasActive else { return status }
        do {
            try recorder.add(text, from: source.name, status: status)
        } catch {
            let message = Output.known(error).message
            output.note(
                output.marked("fgshell: warning: \(message); the recording ends", "warning", self) + "\n"
            )
        }
        return status
    }

    func record(into file: FilePath, replacing: Bool) throws {
        let time = Timestamp(seconds: Int64(time(nil)))
        var lines = ["# Recorded by fgshell at \(time).", "use project \(session.project)"]
        if let image = session.selectedImage { lines.append("use image \(image)") }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        try recorder.start(file.resolved(in: .current)) { file in
            try file.write(
                bytes,
                replacing: replacing || setting("clobber") == "on",
                orHint: "choose another name, or add --replace"
            )
        }
    }

    var recording: FilePath? { recorder.file }

    func stopRecording() throws -> (file: FilePath, count: Int) { try recorder.stop() }
}
