import FGCore
import Testing

struct SigningKeyTests {
    private static let message = Array("a message".utf8)

    @Test func `a signature is good for its message and its key only`() throws {
        let key = try SigningKey.make()
        let signature = try key.sign(Self.message)
        #expect(try key.isSignature(signature, of: Self.message))
        #expect(try !key.isSignature(signature, of: Self.message + [0]))
        #expect(try !SigningKey.make().isSignature(signature, of: Self.message))
        #expect(try !key.isSignature([], of: Self.message))
    }

    @Test func `a key that was written and read is the same`() throws {
        let key = try SigningKey.make()
        let read = try SigningKey(pem: key.privatePEM())
        #expect(try read.identity() == key.identity())
        #expect(try read.publicPEM() == key.publicPEM())
        #expect(try read.sign(Self.message) == key.sign(Self.message))
    }

    @Test func `what RFC 8032 signs is signed the same`() throws {
        // Test 1 of its section 7.1: the seed in PKCS #8, and the signature of no bytes.
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----

            """
        let signature = try SigningKey(pem: Array(pem.utf8)).sign([])
        #expect(signature.prefix(8) == [0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72])
    }

    @Test(arguments: ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `what is no key is an error`(_ text: String) {
        #expect(throws: FGError.self) { try SigningKey(pem: Array(text.utf8)) }
    }

    @Test func `a public key is no private one`() throws {
        let pem = try SigningKey.make().publicPEM()
        #expect(throws: FGError.self) { try SigningKey(pem: pem) }
    }
}
