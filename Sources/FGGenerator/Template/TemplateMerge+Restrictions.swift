import FGCore
import FGLanguage

/// What a child may do with lines that a parent restricts: make them tighter, and nothing else.
extension TemplateMerge {
    /// - Throws: a diagnostic for a package that would be added, or bound otherwise.
    func requireTighter(_ request: ResolvedTemplate.PackageRequest, _ reader: TemplateLineReader) throws {
        guard restricted.contains(.package) else { return }
        guard let before = template.packages.first(where: { $0.name == request.name }) else {
            throw refused(
                "it has no package \(request.name)",
                "children remove packages and add none",
                reader
            )
        }
        guard before.comparison == nil || before == request else {
            throw refused(
                "\(request.name) is bound to \(before.comparison ?? "")\(before.version ?? "")",
                "children bind packages that are not bound yet",
                reader
            )
        }
    }

    /// - Throws: a diagnostic for a service that would start more.
    func requireTighter(_ unit: String, _ state: ResolvedTemplate.ServiceState, _ reader: TemplateLineReader)
        throws
    {
        guard restricted.contains(.service) else { return }
        let before = template.services[unit]
        let isTighter =
            switch state {
            case .enabled: before == .enabled
            case .disabled: before != .masked
            case .masked: true
            }
        guard !isTighter else { return }
        let what = before.map { "\(unit) is \($0.rawValue)" } ?? "it does not enable \(unit)"
        throw refused(what, "children disable and mask services", reader)
    }

    /// - Throws: a diagnostic for a user that is new, or may do more.
    func requireTighter(
        _ user: ResolvedTemplate.User,
        than before: ResolvedTemplate.User?,
        _ reader: TemplateLineReader
    ) throws {
        guard restricted.contains(.user) else { return }
        let rule = "children set numbers that are not set, and shells that let nobody in"
        guard let before else { throw refused("it has no user \(user.name)", rule, reader) }
        if user.keys != before.keys { throw refused("\(user.name) would get keys", rule, reader) }
        if user.groups != before.groups { throw refused("\(user.name) would get groups", rule, reader) }
        if before.uid != nil, user.uid != before.uid {
            throw refused("\(user.name) has a number", rule, reader)
        }
        let closed = ["/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false"]
        if user.shell != before.shell, !closed.contains(user.shell ?? "") {
            throw refused("\(user.name) would get another shell", rule, reader)
        }
    }

    /// - Throws: a diagnostic for a group that is new or would get another number.
    func requireTighter(
        _ group: ResolvedTemplate.Group,
        than before: ResolvedTemplate.Group?,
        _ reader: TemplateLineReader
    ) throws {
        guard restricted.contains(.group) else { return }
        let rule = "children set numbers that are not set"
        guard let before else { throw refused("it has no group \(group.name)", rule, reader) }
        if before.gid != nil, group.gid != before.gid {
            throw refused("\(group.name) has a number", rule, reader)
        }
    }

    /// A diagnostic that says what a parent allows.
    func refused(_ reason: String, _ rule: String, _ reader: TemplateLineReader) -> Diagnostic {
        let keyword = reader.keyword.rawValue
        return reader.wrong(
            "\"\(keyword)\" is restricted by a parent: \(reason)",
            hint: "the parent says restrict \(keyword): \(rule)"
        )
    }
}
