/// `template NAME { lines }`.
package struct TemplateDefinition: Sendable, Hashable {
    package let name: NamedRange
    package let lines: [TemplateLine]
    /// From `template` to the closing brace.
    package let range: SourceRange
}

/// One fact of a template: a keyword and its arguments.
package struct TemplateLine: Sendable, Hashable {
    package let keyword: NamedRange
    package let arguments: [TemplateArgument]
    package let range: SourceRange
}

/// A word of a template line, with the name before its `=` if it has one.
package struct TemplateArgument: Sendable, Hashable {
    package let name: NamedRange?
    package let value: Word
    package let range: SourceRange
}
