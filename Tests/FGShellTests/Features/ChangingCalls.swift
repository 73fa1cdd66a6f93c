/// Each command that changes the site, with arguments that its signature takes: of images `a` and `b`, the file `f.raw`,
/// the template `t` of the file `t.fg`.
enum ChangingCalls {
    static let arguments = [
        "image import": "f.raw", "image export": "a --to out.raw", "image tag": "a t",
        "image rename": "a c", "image delete": "a --yes", "image set": "a x=y",
        "image find": "where name == none --or-generate t", "image rebuild": "a", "image evict": "a --yes",
        "channel move": "a stable", "channel remove": "a old", "template load": "t.fg",
        "template import": "t.fg",
        "template edit": "t --yes",
        "template delete": "t --yes", "generate": "t", "verify": "a", "rain": "a on local",
        "deployment stop": "1", "operation cancel": "1", "site collect": "--yes", "site pin": "",
        "site rebuild": "",
        "site key": "",
        "history delete": "1", "history clear": "--yes",
    ]
}
