package import FGCore
package import FGProcess

/// The checks of a machine that was deployed: asked as the user who may log in, once it runs.
package struct DeployedChecks: Sendable {
    /// What the deployment should be.
    package struct Expectation: Sendable {
        /// Who the deployment's key lets in.
        package var login: String
        /// The digest of the image's template; nil for an imported image.
        package var template: Digest?

        package init(login: String, template: Digest?) {
            self.login = login
            self.template = template
        }
    }

    /// What is asked; a plain user can answer all of it.
    package static let script = """
        \(GuestReport.sectionFunction)
        section user; id -un
        section release; cat /etc/fg-release
        section address; cat /proc/net/route
        section end

        """

    /// The verdicts on the answer of a machine that answered after some milliseconds.
    package static func verdicts(
        _ answer: CommandResult,
        _ expectation: Expectation,
        milliseconds: Int
    ) -> [Verdict] {
        let report = GuestReport(answer.outputText)
        let active = Verdict(
            "dep.active",
            .pass,
            "ssh answers after \(milliseconds) ms",
            milliseconds: milliseconds
        )
        guard answer.status == 0, report.isWhole else {
            let reason = answer.lastErrorLine ?? "no answer"
            return [active, Verdict("dep.user", .fail, "\(expectation.login) cannot log in: \(reason)")]
        }
        let user = report.lines("user").first ?? "nobody"
        let routes = report.lines("address").dropFirst()
        return [
            active,
            Verdict("dep.user", user == expectation.login ? .pass : .fail, "the key lets \(user) in"),
            Verdict(
                "dep.net",
                routes.isEmpty ? .fail : .pass,
                routes.isEmpty ? "there is no route" : "\(routes.count) routes"
            ),
            identity(report, expectation),
        ]
    }

    private static func identity(_ report: GuestReport, _ expectation: Expectation) -> Verdict {
        guard let template = expectation.template else {
            return Verdict("dep.identity", .skip, "an imported image has no template")
        }
        let isSame = report.lines("release").contains("TEMPLATE_DIGEST=\(template)")
        return Verdict(
            "dep.identity",
            isSame ? .pass : .fail,
            isSame ? "\(template)" : "/etc/fg-release names another template"
        )
    }
}
