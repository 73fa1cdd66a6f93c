import Dispatch
import FGShell
import Glibc

// First of all: the runtime's own files must not take the place of a closed standard stream.
FGShellProgram.holdClosedStreams()
Task { exit(await FGShellProgram.run(Array(CommandLine.arguments.dropFirst()))) }
dispatchMain()
