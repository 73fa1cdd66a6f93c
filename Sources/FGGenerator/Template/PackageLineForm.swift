/// What lines that name packages and archives look like.
struct PackageLineForm {
    let namePattern: (text: String, hint: String)
    let hasSuites: Bool
    /// What an archive has whose line does not say.
    let standard: (suites: [String], components: [String])

    init(of template: ResolvedTemplate) {
        let manager = template.family.packages
        guard template.os.isEmpty, template.base != nil else {
            namePattern = manager.namePattern
            hasSuites = manager.hasSuites
            standard = manager.standardParts(of: template.release)
            return
        }
        // The base says which system it is, and is read later: names of RPM packages can be all that others can.
        namePattern = DNF().namePattern
        hasSuites = true
        standard = ([], [])
    }
}
