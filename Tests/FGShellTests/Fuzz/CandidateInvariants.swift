import FGCore
import FGLanguage
import FGSite
import FGTerminal

@testable import FGShell

/// What holds for the candidates of every text, at a site with some images.
struct CandidateInvariants {
    private let completer: Completer

    /// Looks at a site's catalog.
    init(site: FilePath) throws {
        let location = SiteLocation(folder: site, isReadOnly: true)
        completer = Completer(session: try Session(location: location), state: nil)
    }

    /// Finds the candidates at an offset.
    ///
    /// - Throws: `LanguageInvariants.Violation`.
    func hold(for text: String, at offset: Int) throws(LanguageInvariants.Violation) {
        let completion = completer.find(text, offset, until: ContinuousClock.now + .seconds(60))
        let (range, bytes) = (completion.range, Array(text.utf8))
        guard range.lowerBound >= 0, range.upperBound <= offset, range.upperBound <= bytes.count else {
            throw LanguageInvariants.Violation(text: "a candidate at \(offset) replaces \(range)")
        }
        for item in completion.candidates.items {
            let drives = (item.text + item.summary).unicodeScalars.contains {
                $0.properties.generalCategory == .control
            }
            guard !drives else {
                throw LanguageInvariants.Violation(
                    text: "the candidate \(item.text.debugDescription) talks to the terminal"
                )
            }
        }
        guard let insertion = completion.insertion else { return }
        let head = bytes[..<range.lowerBound] + insertion.utf8
        guard String(validating: head, as: UTF8.self) != nil else {
            throw LanguageInvariants.Violation(text: "a candidate at \(offset) cuts a character")
        }
    }
}
