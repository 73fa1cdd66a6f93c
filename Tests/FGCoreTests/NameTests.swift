import FGCore
import Testing

struct NameTests {
    @Test(arguments: [
        ("mpi-node", ImageReference.name(project: nil, name: "mpi-node", .newest)),
        ("climate/mpi-node:3", .name(project: "climate", name: "mpi-node", .version(3))),
        ("mpi@stable", .name(project: nil, name: "mpi", .channel("stable"))),
        ("sha256:0123ABCD", .digest(prefix: "0123abcd")),
    ])
    func `a reference is read and written`(text: String, reference: ImageReference) throws {
        #expect(try ImageReference(parsing: text) == reference)
        #expect(reference.description.lowercased() == text.lowercased())
    }

    @Test(arguments: [
        "", "a/b/c", "A", "a:0", "a:01", "a:x", "a:", "a@", "/a", "a/", "sha256:123", "sha256:%%%%%%%%",
        "../a", "a b",
    ])
    func `what is no reference is refused`(text: String) {
        #expect(throws: FGError.self) { try ImageReference(parsing: text) }
    }

    @Test(arguments: [("iamge", "image"), ("lst", "list"), ("openmp-bin", "openmpi-bin")])
    func `a mistyped name finds the one meant`(typed: String, meant: String) {
        #expect(NearestName.candidates(for: typed, in: ["image", "list", "openmpi-bin", "zsh"]) == [meant])
    }

    @Test func `nothing near gives no hint`() {
        #expect(NearestName.hint(for: "xyzzy", in: ["image", "list"]) == nil)
    }
}
