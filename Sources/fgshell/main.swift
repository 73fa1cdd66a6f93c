import FGShell
import Glibc

exit(await FGShellProgram.run(Array(CommandLine.arguments.dropFirst())))
