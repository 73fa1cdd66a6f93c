import FGCore
import FGLanguage

extension TemplateMerge {
    mutating func applyOS(_ reader: inout TemplateLineReader) throws {
        let os = try reader.choice(DistributionFamilies.systems.keys.sorted())
        // Other lines are read as those of that system, whatever is wrong with the release.
        if !hasOS { template.os = os }
        let pattern = DistributionFamilies.of(os).releasePattern
        let release = try reader.matching(pattern.meaning, pattern.text)
        if hasOS, (os, release) != (template.os, template.release) {
            throw reader.wrong("the parent is \(template.os) \(template.release)", hint: "leave the line out")
        }
        hasOS = true
        template.os = os
        template.release = release
    }

    mutating func applyRepository(_ reader: inout TemplateLineReader) throws {
        let name = try reader.matching("a name", #"[a-z0-9][a-z0-9._-]*"#)
        try takeKey(name, &reader)
        let form = PackageLineForm(of: template)
        var repository =
            template.repositories.first { $0.name == name }
            ?? ResolvedTemplate.Repository(
                name: name,
                uri: "",
                suites: form.standard.suites,
                components: form.standard.components
            )
        if let uri = try reader.named("uri") {
            guard TemplateLineReader.fits(uri, #"(https?|file|copy):/[^\s\[\]]+"#) else {
                throw reader.wrong(
                    "\"\(uri)\" is no archive's address",
                    hint: "https://HOST/PATH or file:/PATH"
                )
            }
            repository.uri = uri
        }
        if let suites = try reader.named("suites") {
            guard form.hasSuites else {
                throw reader.wrong(
                    "a repository of \(template.os) has no suites",
                    hint: "components=A,B are at URI/A/x86_64/os and so on"
                )
            }
            repository.suites = Self.list(suites)
        }
        if let components = try reader.named("components") { repository.components = Self.list(components) }
        for word in repository.suites + repository.components
        where !TemplateLineReader.fits(word, #"[A-Za-z0-9][A-Za-z0-9./_-]*"#) {
            throw reader.wrong("\"\(word)\" is no suite or component")
        }
        if let key = try reader.named("key") {
            let bytes = try reader.bytes(ofFile: key, limit: 1 << 20)
            repository.key = Digest(of: bytes)
            contents[Digest(of: bytes)] = bytes
        }
        if let signed = try reader.named("signed") {
            guard !form.hasSuites else {
                throw reader.wrong(
                    "the index of an archive of \(template.os) must be signed",
                    hint: "leave signed= out"
                )
            }
            guard let part = ResolvedTemplate.Repository.SignedPart(rawValue: signed) else {
                throw reader.wrong(
                    "\"\(signed)\" is nothing that a key signs alone",
                    hint: "signed=packages, or leave it out when the index is signed as well"
                )
            }
            repository.signed = part
        }
        guard !repository.uri.isEmpty else { throw reader.wrong("a repository needs uri=") }
        template.repositories.removeAll { $0.name == name }
        template.repositories.append(repository)
    }

    mutating func applyPackages(_ reader: inout TemplateLineReader) throws {
        let pattern = PackageLineForm(of: template).namePattern
        while let word = try reader.nextWord("a package") {
            if word.hasPrefix("-") {
                let name = String(word.dropFirst())
                reader.set(name)
                if template.packages.contains(where: { $0.name == name }) {
                    template.packages.removeAll { $0.name == name }
                } else {
                    guard TemplateLineReader.fits(name, pattern.text) else {
                        throw reader.wrong("\"\(name)\" is no package's name")
                    }
                    template.excludedPackages = Set(template.excludedPackages + [name]).sorted()
                }
                continue
            }
            let request = try Self.request(word, pattern, reader)
            try requireTighter(request, reader)
            reader.set(request.name)
            template.packages.removeAll { $0.name == request.name }
            template.packages.append(request)
            template.excludedPackages.removeAll { $0 == request.name }
        }
    }

    private static func request(
        _ word: String,
        _ pattern: (text: String, hint: String),
        _ reader: TemplateLineReader
    ) throws -> ResolvedTemplate.PackageRequest {
        let name = String(word.prefix { $0 != ">" && $0 != "<" && $0 != "=" })
        guard TemplateLineReader.fits(name, pattern.text) else {
            throw reader.wrong("\"\(name)\" is no package's name", hint: pattern.hint)
        }
        let rest = word.dropFirst(name.count)
        if rest.isEmpty { return ResolvedTemplate.PackageRequest(name: name) }
        for comparison in [">=", "<=", "=", ">", "<"] where rest.hasPrefix(comparison) {
            let version = String(rest.dropFirst(comparison.count))
            guard TemplateLineReader.fits(version, #"[0-9][A-Za-z0-9.+~:_^-]*"#) else { break }
            return ResolvedTemplate.PackageRequest(name: name, comparison: comparison, version: version)
        }
        throw reader.wrong("\"\(rest)\" is no version bound", hint: "write it like gcc>=12")
    }

    mutating func applyServices(_ reader: inout TemplateLineReader) throws {
        while let word = try reader.nextWord("a service") {
            let state: ResolvedTemplate.ServiceState
            var name = word
            if word.hasPrefix("+") {
                state = .enabled
                name.removeFirst()
            } else if word.hasPrefix("-") {
                state = .disabled
                name.removeFirst()
            } else if word.hasPrefix("mask:") {
                state = .masked
                name.removeFirst("mask:".count)
            } else {
                throw reader.wrong("\"\(word)\" does not say what to do", hint: "+NAME, -NAME or mask:NAME")
            }
            guard TemplateLineReader.fits(name, #"[A-Za-z0-9][A-Za-z0-9:_.@\\-]*"#) else {
                throw reader.wrong("\"\(name)\" is no service's name")
            }
            let unit = name.contains(".") ? name : name + ".service"
            guard !reader.facts.contains(where: { $0.key.subject == unit }) else {
                throw reader.wrong("the service \(unit) stands twice in this line")
            }
            try requireTighter(unit, state, reader)
            reader.set(unit)
            template.services[unit] = state
        }
    }

    static func list(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == " " }.map(String.init)
    }
}

extension TemplateLineReader {
    /// `disk SIZE [boot=bios+uefi] [esp=SIZE] [fs=ext4|xfs|btrfs] [swap=SIZE]`.
    mutating func disk() throws -> ResolvedTemplate.Disk {
        let text = try word("a size")
        guard let size = ByteCount(parsing: text), size >= ByteCount(256 << 20), size <= ByteCount(1 << 44)
        else {
            throw wrong("\"\(text)\" is no disk size", hint: "from 256MiB to 16TiB, like 4GiB")
        }
        let boot = try named("boot") ?? "bios+uefi"
        guard ["bios+uefi", "uefi+bios", "bios", "uefi"].contains(boot) else {
            throw wrong("\"\(boot)\" is no way to boot", hint: "boot=bios+uefi, boot=bios or boot=uefi")
        }
        let espText = try named("esp") ?? "128MiB"
        guard let esp = ByteCount(parsing: espText), esp >= ByteCount(64 << 20), esp.bytes < size.bytes / 2
        else {
            throw wrong(
                "\"\(espText)\" is no size of the EFI partition",
                hint: "at least 64MiB, less than half the disk"
            )
        }
        let format = try rootFormat()
        let disk = ResolvedTemplate.Disk(
            size: Self.whole(size),
            bootsBIOS: boot.contains("bios"),
            bootsUEFI: boot.contains("uefi"),
            esp: Self.whole(esp),
            swap: try swap(on: size, besides: esp),
            fileSystem: format == .ext4 ? nil : format
        )
        guard disk.root >= format.smallest else {
            let needed = ByteCount(disk.size.bytes - disk.root.bytes + format.smallest.bytes)
            throw wrong(
                "\(format) takes at least \(format.smallest), and the root file system has \(disk.root)",
                hint: "make the disk larger: disk \(needed.literal)"
            )
        }
        return disk
    }

    private mutating func rootFormat() throws -> RootFormat {
        guard let name = try named("fs") else { return .ext4 }
        guard let format = RootFormat(rawValue: name) else {
            throw wrong("\"\(name)\" is no file system", hint: "fs=ext4, fs=xfs or fs=btrfs")
        }
        return format
    }

    private mutating func swap(on size: ByteCount, besides esp: ByteCount) throws -> ByteCount? {
        guard let text = try named("swap") else { return nil }
        guard let swap = ByteCount(parsing: text), swap >= ByteCount(1 << 20),
            swap.bytes + esp.bytes < size.bytes * 3 / 4
        else {
            throw wrong(
                "\"\(text)\" is no size of the swap partition",
                hint: "at least 1MiB, and a quarter of the disk stays for the root file system"
            )
        }
        return Self.whole(swap)
    }

    private static func whole(_ size: ByteCount) -> ByteCount { ByteCount((size.bytes >> 20) << 20) }

    /// `context cloud-init|none [sources=A,B]`; nil for none.
    mutating func context() throws -> ResolvedTemplate.Context? {
        let agent = try choice(["cloud-init", "none"])
        guard let text = try named("sources") else {
            guard agent != "none" else { return nil }
            return ResolvedTemplate.Context(agent: agent, sources: ResolvedTemplate.Context.standardSources)
        }
        guard agent != "none" else { throw wrong("context none has no sources") }
        let sources = TemplateMerge.list(text)
        for source in sources where !Self.fits(source, #"[A-Z][A-Za-z0-9]*"#) {
            throw wrong(
                "\"\(source)\" is no data source of cloud-init",
                hint: "sources=NoCloud,ConfigDrive,OpenStack"
            )
        }
        guard !sources.isEmpty, Set(sources).count == sources.count else {
            throw wrong("the sources are names, each once", hint: "sources=NoCloud,ConfigDrive,OpenStack")
        }
        return ResolvedTemplate.Context(agent: agent, sources: sources)
    }
}
