/// What lines of a template need and it does not have to say.
struct ImpliedPackages {
    /// The kernel's package.
    let kernel: String
    /// Each with the line that needs it.
    let packages: [(name: String, keyword: TemplateKeyword)]

    init(of template: ResolvedTemplate) {
        let family = template.family
        kernel = family.kernel(of: template)
        var packages = family.packagesOfDisk(template).map { (name: $0, keyword: TemplateKeyword.disk) }
        if template.locales?.contains(where: { $0 != "C.UTF-8" }) ?? false {
            packages.append((name: family.localePackage, keyword: .locale))
        }
        if template.timezone != nil { packages.append((name: "tzdata", keyword: .timezone)) }
        if let context = template.context { packages.append((name: context.agent, keyword: .context)) }
        self.packages = packages
    }
}
