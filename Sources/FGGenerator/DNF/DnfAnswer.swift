import FGCore

/// What the program that chooses is asked.
struct DnfRequest: Encodable {
    /// What is wanted of it.
    enum Purpose: String, Encodable {
        /// To ask the repositories, which nothing else does.
        case refresh
        /// To check names and bounds.
        case names
        /// To choose packages.
        case choose
        /// To compare what is installed with what there is.
        case upgrades
    }

    struct Repository: Encodable, Sendable {
        let id: String
        let uri: String
        /// The file of the key that signs it.
        let key: String
        let hasSignedIndex: Bool
    }

    var purpose = Purpose.refresh
    let folder: String
    let platform: String
    let release: String
    let architecture: String
    let repositories: [Repository]
    /// A root that has nothing but rpm's database, where what is installed stands; nil for nothing.
    var root: String?
    var packages: [ResolvedTemplate.PackageRequest] = []
    var base: [String] = []
    var excluded: [String] = []
    var installed: [Recipe.Base.Package] = []
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
    let upgrades: [PackageUpgrade]?
}
