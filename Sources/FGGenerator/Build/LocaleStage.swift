import FGCore
import FGProcess

/// Sets the language and the time zone of the image.
struct LocaleStage {
    let template: ResolvedTemplate
    let tree: Tree

    func run() async throws {
        if let locales = template.locales { try await set(locales) }
        if let zone = template.timezone { try set(zone: zone) }
    }

    private func set(_ locales: [String]) async throws {
        let made = locales.filter { $0 != "C.UTF-8" }
        if template.family.hasReadyLocales {
            for locale in made { try requireReady(locale) }
        } else if !made.isEmpty {
            let supported = try tree.path("/usr/share/i18n/SUPPORTED").readText().split(separator: "\n")
            for locale in made {
                // Languages that were never written in another character set are listed without it.
                let input = locale.replacing(".UTF-8", with: "")
                guard supported.contains("\(locale) UTF-8") || supported.contains("\(input) UTF-8") else {
                    throw FGError(
                        .invalid,
                        "\(template.os) \(template.release) has no locale \(locale)",
                        subject: locale,
                        hint: "its /usr/share/i18n/SUPPORTED lists them"
                    )
                }
                // Folders, not the one archive, whose bytes depend on the order that locales came in.
                let arguments = ["--no-archive", "-i", input, "-f", "UTF-8", locale]
                try await tree.command(["/usr/bin/localedef"] + arguments).runChecked()
                try separate("/usr/lib/locale/" + locale.replacing(".UTF-8", with: ".utf8"))
            }
            // What an update of the package makes again.
            try tree.write("/etc/locale.gen", made.map { "\($0) UTF-8\n" }.joined())
        }
        try tree.remove("/etc/locale.conf")
        try tree.write("/etc/locale.conf", "LANG=\(locales[0])\n")
        try tree.link("/etc/default/locale", to: "../locale.conf")
    }

    private func requireReady(_ locale: String) throws {
        let name = locale.replacing(".UTF-8", with: ".utf8")
        guard !tree.path("/usr/lib/locale/\(name)").isFolder else { return }
        throw FGError(
            .invalid,
            "\(template.os) \(template.release) has no locale \(locale)",
            subject: locale,
            hint: "the packages glibc-langpack-… bring them"
        )
    }

    /// Gives every file of a folder a place of its own: the program links those that another locale has, too, where the system
    /// lets it, and that is not everywhere the same.
    private func separate(_ folder: String) throws {
        for name in try tree.path(folder).entries() {
            let path = folder + "/" + name
            guard let status = tree.path(path).linkStatus() else { continue }
            switch status.kind {
            case .folder: try separate(path)
            case .file where status.links > 1:
                let bytes = try tree.path(path).readBytes()
                try tree.remove(path)
                try tree.write(path, bytes)
            default: break
            }
        }
    }

    private func set(zone: String) throws {
        let file = "/usr/share/zoneinfo/\(zone)"
        let status = tree.path(file).linkStatus()
        guard status?.kind == .file || status?.kind == .symbolicLink else {
            throw FGError(
                .invalid,
                "\(template.os) \(template.release) has no time zone \(zone)",
                subject: zone,
                hint: "names of former times are in the package tzdata-legacy"
            )
        }
        try tree.link("/etc/localtime", to: file)
        try tree.remove("/etc/timezone")
        try tree.write("/etc/timezone", zone + "\n")
    }
}
