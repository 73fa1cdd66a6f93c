/// What lines of a template need and it does not have to say.
struct ImpliedPackages {
    /// The kernel's package.
    let kernel: String?
    /// Each with the line that needs it.
    let packages: [(name: String, keyword: TemplateKeyword)]

    /// Nothing.
    init() {
        kernel = nil
        packages = []
    }

    init(of template: ResolvedTemplate) {
        let family = template.family
        kernel = family.kernel(of: template)
        var packages = family.packagesOfDisk(template).map { (name: $0, keyword: TemplateKeyword.disk) }
        let locales = (template.locales ?? []).filter { $0 != "C.UTF-8" }
        packages += family.packages(forLocales: locales).map { (name: $0, keyword: .locale) }
        if template.timezone != nil { packages.append((name: "tzdata", keyword: .timezone)) }
        if let context = template.context { packages.append((name: context.agent, keyword: .context)) }
        self.packages = packages
    }

    /// Adds what a template does not name itself, and sorts its packages; gives what was added.
    ///
    /// Where a base brings a kernel, none is added.
    func complete(_ template: inout ResolvedTemplate, hasKernel: Bool = false) -> [(
        name: String, keyword: TemplateKeyword
    )] {
        if template.disk != nil, template.kernel == nil, !hasKernel { template.kernel = kernel }
        let present = Set(template.packages.map(\.name))
        let kernel = template.kernel.map { [(name: $0, keyword: TemplateKeyword.disk)] } ?? []
        let added = (packages + kernel).filter { !present.contains($0.name) }
        template.packages += added.map { ResolvedTemplate.PackageRequest(name: $0.name) }
        template.packages.sort { $0.name < $1.name }
        return added
    }
}
