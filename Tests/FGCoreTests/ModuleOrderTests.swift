import FGCore
import Testing

struct ModuleOrderTests {
    /// DESIGN's list of modules, lowest first.
    private static let order = [
        "CLibedit", "CSQLite", "COpenSSL", "CLinux", "FGCore", "FGLanguage", "FGProcess", "FGDatabase",
        "FGStorage", "FGInspect", "FGMachine", "FGIdentity", "FGCatalog", "FGAccounting", "FGGenerator",
        "FGVerifier", "FGRain", "FGLifecycle", "FGExperiment", "FGSite", "FGTerminal", "FGCommands",
        "FGShell", "fgshell",
    ]

    private static let sources = FilePath(#filePath).parent.parent.parent / "Sources"

    @Test func `every folder of the sources is a module of the list`() throws {
        #expect(try Set(Self.sources.entries()).subtracting(Self.order) == [])
    }

    @Test func `a module imports only modules that stand before it`() throws {
        for (position, module) in Self.order.enumerated() {
            let folder = Self.sources / module
            guard folder.isFolder else { continue }
            for file in try Self.swiftFiles(in: folder) {
                for imported in try Self.imports(of: file) {
                    guard let place = Self.order.firstIndex(of: imported) else { continue }
                    #expect(place < position, "\(file) imports \(imported)")
                }
            }
        }
    }

    private static func swiftFiles(in folder: FilePath) throws -> [FilePath] {
        try folder.entries().flatMap { name in
            let path = folder / name
            if path.isFolder { return try swiftFiles(in: path) }
            return name.hasSuffix(".swift") ? [path] : []
        }
    }

    private static func imports(of file: FilePath) throws -> [String] {
        try file.readText().split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword <= 1, words.count > keyword + 1 else {
                return nil
            }
            return String(words[keyword + 1])
        }
    }
}
