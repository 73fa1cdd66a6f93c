import Dispatch
import FGShell
import Glibc

// First of all: the runtime's own files must not take the place of a closed standard stream.
FGShellProgram.holdClosedStreams()
// As bytes: the library's own list of the words puts other characters in the place of what is no text.
let words = (1..<max(1, Int(CommandLine.argc))).map { index in
    CommandLine.unsafeArgv[index].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
}
Task { [words] in exit(await FGShellProgram.run(words)) }
dispatchMain()
