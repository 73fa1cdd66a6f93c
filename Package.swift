// swift-tools-version: 6.2

import PackageDescription

/// Settings of every target: Swift 6 mode with the stricter import and existential rules, warnings are errors.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// The modules, lowest first.
///
/// A module imports only modules that stand before it; a test holds that.
let modules: [(name: String, dependencies: [Target.Dependency])] = [
    ("FGCore", ["COpenSSL", "CLinux"]),
    ("FGLanguage", ["FGCore"]),
    ("FGProcess", ["FGCore", "CLinux"]),
    ("FGDatabase", ["FGCore", "CSQLite"]),
    ("FGStorage", ["FGCore", "FGDatabase"]),
    ("FGInspect", ["FGCore", "CLinux"]),
    ("FGMachine", ["FGCore", "FGProcess"]),
    ("FGCatalog", ["FGCore", "FGLanguage", "FGProcess", "FGDatabase", "FGStorage", "FGInspect"]),
    ("FGAccounting", ["FGCore", "FGDatabase"]),
    (
        "FGGenerator",
        [
            "FGCore", "FGLanguage", "FGProcess", "FGDatabase", "FGStorage", "FGInspect", "FGMachine",
            "FGCatalog",
        ]
    ),
    (
        "FGVerifier",
        [
            "FGCore", "FGLanguage", "FGProcess", "FGDatabase", "FGStorage", "FGInspect", "FGMachine",
            "FGCatalog", "FGGenerator",
        ]
    ),
    (
        "FGRain",
        ["FGCore", "FGProcess", "FGDatabase", "FGStorage", "FGMachine", "FGCatalog", "FGVerifier"]
    ),
    (
        "FGSite",
        [
            "FGCore", "FGLanguage", "FGProcess", "FGDatabase", "FGStorage", "FGInspect", "FGMachine",
            "FGCatalog", "FGAccounting", "FGGenerator", "FGVerifier", "FGRain",
        ]
    ),
    ("FGTerminal", ["FGCore", "FGLanguage", "FGProcess", "FGDatabase", "CLibedit"]),
    (
        "FGCommands",
        [
            "FGCore", "FGLanguage", "FGCatalog", "FGAccounting", "FGGenerator", "FGVerifier", "FGRain",
            "FGSite", "FGTerminal",
        ]
    ),
    (
        "FGShell",
        [
            "FGCore", "FGLanguage", "FGProcess", "FGDatabase", "FGGenerator", "FGSite", "FGTerminal",
            "FGCommands",
        ]
    ),
]

let package = Package(
    name: "fgshell",
    products: [
        .library(name: "FutureGrid", targets: ["FGSite"]),
        .executable(name: "fgshell", targets: ["fgshell"]),
    ],
    targets: [
        .systemLibrary(name: "CLibedit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .executableTarget(name: "fgshell", dependencies: ["FGShell"], swiftSettings: settings),
    ]
        + modules.map { module in
            .target(name: module.name, dependencies: module.dependencies, swiftSettings: settings)
        }
        + modules.map { module in
            .testTarget(
                name: module.name + "Tests",
                dependencies: [.byName(name: module.name)] + module.dependencies,
                swiftSettings: settings
            )
        }
)
