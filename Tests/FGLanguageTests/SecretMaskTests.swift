import FGLanguage
import Testing

struct SecretMaskTests {
    private static let mask = SecretMask(
        CommandTable([
            CommandSignature(
                verb: "login",
                options: [
                    OptionSpecification("password", .text, isSecret: true, summary: ""),
                    OptionSpecification("name", .text, summary: ""),
                ],
                effect: .reads,
                summary: ""
            )
        ])
    )

    @Test(arguments: [
        ("login --password hunter2", "login --password ***"),
        ("login --password=hunter2 --name ada", "login --password=*** --name ada"),
        ("login --password 'a b;c' ; echo", "login --password *** ; echo"),
        ("login --password \"a \\\" b\" x", "login --password *** x"),
        ("login --password a\"b c\"'d e' x", "login --password *** x"),
        ("login --password 'two\nlines' x", "login --password *** x"),
        ("login \\\n  --password \\\n  hunter2\necho", "login \\\n  --password \\\n  ***\necho"),
        ("login --password (echo (hunter2 b)) x", "login --password *** x"),
        ("login --password [a, b] x", "login --password *** x"),
        ("def f { login --password hunter2 }", "def f { login --password *** }"),
        ("login --password 'not closed", "login --password ***"),
        ("login --password é日 --name x", "login --password *** --name x"),
        ("login --password $secret", "login --password $secret"),
        ("login --passwords a --name b --nopassword c", "login --passwords a --name b --nopassword c"),
        ("login --password", "login --password"), ("", ""), ("--password=", "--password="),
    ])
    func `29 secrets: the values of secret options are masked, on any line and in any quotes`(
        text: String,
        masked: String
    ) {
        #expect(Self.mask.masked(text) == masked)
    }
}
