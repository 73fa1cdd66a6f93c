/// The words that lines of a template start with.
package enum TemplateKeyword: String, CaseIterable, Sendable {
    case summary
    case extends
    case include
    case base
    case os
    case arch
    case snapshot
    case repository
    case package
    case kernel
    case hostname
    case locale
    case timezone
    case group
    case user
    case root
    case file
    case tree
    case run
    case service
    case disk
    case context
    case parameter
    case lock
    case restrict
    case check

    /// Lines that a child can tighten, and not only leave alone or change.
    static let restrictable: [TemplateKeyword] = [.package, .service, .user, .group, .root, .run]

    /// Whether an argument names a file outside.
    func isFile(_ name: String) -> Bool {
        switch self {
        case .base, .file, .tree: name == "from"
        case .user: name == "keys"
        case .repository: name == "key"
        default: false
        }
    }

    /// How the line is written.
    package var usage: String {
        switch self {
        case .summary: "summary \"TEXT\""
        case .extends: "extends TEMPLATE:REVISION"
        case .include: "include FILE"
        case .base:
            "base archive|oci from=\"PATH\" [reference=NAME], base registry HOST/NAME:TAG [tls=no], base image NAME"
        case .os: "os debian bookworm"
        case .arch: "arch amd64"
        case .snapshot: "snapshot 2026-09-01"
        case .repository: "repository NAME uri=URI [suites=A,B] [components=C,D] [key=FILE] [signed=packages]"
        case .package: "package NAME… [NAME>=VERSION] [NAME=VERSION] [-NAME]"
        case .kernel: "kernel PACKAGE [cmdline=\"WORDS\"]"
        case .hostname: "hostname NAME"
        case .locale: "locale NAME.UTF-8…"
        case .timezone: "timezone AREA/CITY"
        case .group: "group NAME [gid=N]"
        case .user: "user NAME [uid=N] [shell=PATH] [groups=A,B] [key=\"SSH KEY\"] [keys=FILE]"
        case .root: "root locked|key-only|none [target=TARGET]"
        case .file: "file /PATH from=\"FILE\"|text=\"TEXT\" [mode=0644] [owner=USER:GROUP]"
        case .tree: "tree /PATH from=\"FOLDER\" [owner=USER:GROUP]"
        case .run: "run \"COMMAND\" [network=yes]"
        case .service: "service +NAME -NAME mask:NAME"
        case .disk: "disk SIZE [boot=bios+uefi] [esp=SIZE] [swap=SIZE] [fs=ext4|xfs|btrfs]"
        case .context: "context cloud-init|none [sources=A,B]"
        case .parameter: "parameter NAME [default=TEXT] [pattern=REGEX]"
        case .lock: "lock KEYWORD…"
        case .restrict: "restrict package|service|user|group|root|run…"
        case .check: "check command=\"COMMAND\" [contains=\"TEXT\"]"
        }
    }
}
