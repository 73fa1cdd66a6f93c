package import FGCore
import FGProcess

/// An ssh key pair in OpenSSH's files.
package struct SSHKey: Sendable, Hashable, Codable {
    /// The private key's file.
    package let identity: FilePath
    /// The public key on one line, as `authorized_keys` has it.
    package let publicKey: String

    /// Makes a fresh ed25519 key without a passphrase, the private half mode 0600.
    package static func generate(at path: FilePath, comment: String) async throws -> SSHKey {
        let program = try Program.find("ssh-keygen", package: "openssh-client")
        var command = Command(
            program,
            ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path.string]
        )
        command.deadline = .seconds(20)
        try await command.runChecked()
        return SSHKey(identity: path, publicKey: try readPublicKey(FilePath(path.string + ".pub")))
    }

    /// The one public key in a file.
    ///
    /// - Throws: `invalid` when the file is not one OpenSSH public key, and says so when it is a private key.
    package static func readPublicKey(_ path: FilePath) throws -> String {
        let text = String(decoding: try path.readBytes(limit: 64 << 10), as: UTF8.self)
        guard !text.contains("PRIVATE KEY") else {
            throw FGError(
                .invalid,
                "\(path) is a private key",
                subject: path.string,
                hint: "give the public half, \(path).pub"
            )
        }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        let words = lines.first?.split(separator: " ") ?? []
        let kinds = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
        guard lines.count == 1, words.count >= 2, kinds.contains(where: { words[0].hasPrefix($0) }) else {
            throw FGError(
                .invalid,
                "\(path) does not hold one OpenSSH public key",
                subject: path.string,
                hint: "make one with: ssh-keygen -t ed25519"
            )
        }
        return String(lines[0])
    }
}
