import FGCore

/// What the program that chooses is asked.
struct DnfRequest: Encodable {
    struct Repository: Encodable {
        let id: String
        let uri: String
        /// The file of the key that signs it.
        let key: String
    }

    let folder: String
    let platform: String
    let release: String
    let architecture: String
    let repositories: [Repository]
    /// Whether what was read before is used without asking again.
    let cached: Bool
    /// Whether nothing is chosen: only names and bounds are checked.
    let onlyNames: Bool
    let packages: [ResolvedTemplate.PackageRequest]
    let base: [String]
    let excluded: [String]
}

/// What the program that chooses answers.
struct DnfAnswer: Decodable {
    /// What a repository says of itself.
    struct Repository: Decodable {
        let id: String
        /// Seconds: the newest of its indexes.
        let time: Int64
        /// The signed index as it was read.
        let file: String
        /// The lists that it signs, by path.
        let lists: [String: Digest]
    }

    struct Package: Decodable {
        let name: String
        let version: String
        let architecture: String
        /// The kind of the digest, such as `sha256`.
        let checksum: String
        let digest: String
        /// Bytes.
        let size: Int64
        /// Bytes that its files take.
        let installed: Int64
        let uri: String
        /// The names of chosen packages that it needs.
        let needs: [String]
    }

    /// What cannot be given.
    struct Problem: Decodable {
        enum Kind: String, Decodable {
            case unknown, bound, base, excluded, conflict
        }

        let kind: Kind
        let names: [String]
        /// The newest version for a bound, the reason for a conflict.
        let text: String?
    }

    /// Why a repository cannot be read.
    let unreachable: String?
    /// What was said of each of its addresses.
    let reasons: [String]?
    let repositories: [Repository]?
    let packages: [Package]?
    let problems: [Problem]?
    /// Every name that there is, beside problems.
    let names: [String]?
}
