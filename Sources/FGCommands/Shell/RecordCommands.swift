import FGCore
import FGLanguage

extension Command {
    /// `record`: writes what follows into a script.
    static let record = Command(
        signature: CommandSignature(
            verb: "record",
            arguments: [ArgumentSpecification("file", .path, summary: "the script")],
            options: [OptionSpecification("replace", summary: "write over a file that is there")],
            effect: .reads,
            summary: "record the statements that follow as a script"
        )
    ) { invocation, context in
        let file = context.path(try invocation.text("file"))
        try context.shell.record(into: file, replacing: invocation.flag("replace"))
        return .null
    }

    private static let recordedFields = [
        FieldSpecification("file", .text, "the script"),
        FieldSpecification("statements", .integer, "how many it has, failed ones included"),
    ]

    /// `record stop`: ends the script.
    static let recordStop = Command(
        signature: CommandSignature(
            noun: "record",
            verb: "stop",
            fields: recordedFields,
            results: [.record(recordedFields)],
            effect: .reads,
            summary: "end the script that is being recorded"
        )
    ) { _, context in
        let (file, count) = try context.shell.stopRecording()
        return .record(
            Record([
                Record.Field("file", .text(file.string)), Record.Field("statements", .integer(Int64(count))),
            ])
        )
    }
}
