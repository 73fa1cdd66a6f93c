package import FGLanguage

/// What stands behind a keyword, for completion.
extension TemplateKeyword {
    /// The kind of the next argument without a name; nil when there is none, or anything can stand.
    package func kind(after before: [String]) -> ArgumentKind? {
        let words = before.filter { !$0.contains("=") }
        switch self {
        case .extends: return words.isEmpty ? .template : nil
        case .os:
            if words.isEmpty { return .choice(DistributionFamilies.systems.keys.sorted()) }
            return words.count == 1 ? .choice(DistributionFamilies.systems[words[0]] ?? []) : nil
        case .base:
            if words.isEmpty { return .choice(ResolvedTemplate.Base.Kind.allCases.map(\.rawValue)) }
            return words == ["image"] ? .image : nil
        case .arch: return words.isEmpty ? .choice(["amd64", "arm64", "i386"]) : nil
        case .package: return .package
        case .kernel: return words.isEmpty ? .package : nil
        case .root: return words.isEmpty ? .choice(["locked", "key-only", "none"]) : nil
        case .context: return words.isEmpty ? .choice(["cloud-init", "none"]) : nil
        case .include: return words.isEmpty ? .file : nil
        case .restrict: return .choice(Self.restrictable.map(\.rawValue).filter { !words.contains($0) })
        case .lock: return .choice(Self.allCases.map(\.rawValue).filter { !words.contains($0) })
        case .user: return words.isEmpty ? .user : nil
        case .locale: return .choice(["C.UTF-8", "en_GB.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8"])
        case .timezone:
            return words.isEmpty ? .choice(["Etc/UTC", "Europe/Berlin", "America/New_York"]) : nil
        case .summary, .snapshot, .repository, .hostname, .group, .file, .tree, .run, .service, .disk,
            .parameter, .check:
            return nil
        }
    }

    /// The arguments with a name, `mode=0644`.
    package var named: [OptionSpecification] {
        switch self {
        case .base:
            [
                OptionSpecification("from", .file, summary: "the archive, or the layout's folder or archive"),
                OptionSpecification("reference", .text, summary: "the image's name in the layout"),
                OptionSpecification(
                    "tls",
                    .choice(["yes", "no"]),
                    summary: "whether the registry is asked over TLS"
                ),
            ]
        case .repository:
            [
                OptionSpecification("uri", .text, summary: "the archive's address"),
                OptionSpecification("suites", .text, summary: "its suites, with commas"),
                OptionSpecification("components", .text, summary: "its components, with commas"),
                OptionSpecification("key", .file, summary: "the file of the key that signs it"),
                OptionSpecification(
                    "signed",
                    .choice(ResolvedTemplate.Repository.SignedPart.allCases.map(\.rawValue)),
                    summary: "what alone the key signs"
                ),
            ]
        case .kernel: [OptionSpecification("cmdline", .text, summary: "words for its command line")]
        case .user:
            [
                OptionSpecification("uid", .integer(0...65535), summary: "the user's number"),
                OptionSpecification(
                    "shell",
                    .choice(["/bin/bash", "/bin/sh", "/usr/sbin/nologin"]),
                    summary: "the login shell"
                ),
                OptionSpecification("groups", .text, summary: "groups, with commas"),
                OptionSpecification("key", .text, isRepeatable: true, summary: "a public ssh key"),
                OptionSpecification("keys", .file, isRepeatable: true, summary: "a file of public ssh keys"),
            ]
        case .group: [OptionSpecification("gid", .integer(0...65535), summary: "the group's number")]
        case .root: [OptionSpecification("target", .target, summary: "only there")]
        case .file:
            [
                OptionSpecification("from", .file, summary: "the file to take"),
                OptionSpecification("text", .text, summary: "its content"),
                OptionSpecification("mode", .choice(["0644", "0755", "0600"]), summary: "who may read it"),
                OptionSpecification("owner", .text, summary: "its owner, USER:GROUP"),
            ]
        case .run:
            [
                OptionSpecification(
                    "network",
                    .choice(["no", "yes"]),
                    summary: "whether it has the network: then nothing makes the same image again"
                )
            ]
        case .tree:
            [
                OptionSpecification("from", .file, summary: "the folder to take"),
                OptionSpecification("owner", .text, summary: "whose all of it is, USER:GROUP"),
            ]
        case .disk:
            [
                OptionSpecification(
                    "boot",
                    .choice(["bios+uefi", "bios", "uefi"]),
                    summary: "the firmware it boots by"
                ),
                OptionSpecification("esp", .size, summary: "the size of the EFI partition"),
                OptionSpecification("swap", .size, summary: "the size of the swap partition"),
                OptionSpecification(
                    "fs",
                    .choice(RootFormat.allCases.map(\.rawValue)),
                    summary: "the root file system"
                ),
            ]
        case .context: [OptionSpecification("sources", .text, summary: "where it looks, with commas")]
        case .parameter:
            [
                OptionSpecification("default", .text, summary: "its value when none is given"),
                OptionSpecification("pattern", .text, summary: "what a value must fit"),
            ]
        case .check:
            [
                OptionSpecification("command", .text, summary: "what is run in the machine"),
                OptionSpecification("contains", .text, summary: "what it must print"),
            ]
        case .summary, .extends, .include, .os, .arch, .snapshot, .package, .hostname, .locale, .timezone,
            .service,
            .lock, .restrict:
            []
        }
    }
}
