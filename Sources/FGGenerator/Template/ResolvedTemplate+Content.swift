package import FGCore

/// Groups, folder trees and contextualisation.
extension ResolvedTemplate {
    /// A group of the image.
    package struct Group: Codable, Sendable, Hashable {
        package var name: String
        package var gid: Int?

        package init(name: String, gid: Int? = nil) {
            self.name = name
            self.gid = gid
        }
    }

    /// What takes a machine's keys, name and script from where it was started.
    package struct Context: Codable, Sendable, Hashable {
        /// `cloud-init`.
        package var agent: String
        /// Where it looks, in this order.
        package var sources: [String]

        package init(agent: String, sources: [String]) {
            self.agent = agent
            self.sources = sources
        }

        /// Where cloud-init looks when a template does not say so: what needs no network first.
        package static let standardSources = ["NoCloud", "ConfigDrive", "OpenStack", "Ec2", "None"]
    }

    /// A folder with all below it that the template puts into the image.
    package struct Tree: Codable, Sendable, Hashable {
        /// Something below the folder.
        package struct Entry: Codable, Sendable, Hashable {
            /// What it is; modes are permission bits.
            package enum Content: Codable, Sendable, Hashable {
                case folder(mode: Int)
                /// A file, whose content is a blob of the store.
                case file(digest: Digest, mode: Int)
                case link(target: String)
            }

            /// Seen from the tree's folder, without a `/` at its start.
            package var path: String
            package var content: Content

            package init(path: String, content: Content) {
                self.path = path
                self.content = content
            }
        }

        /// Absolute path in the image.
        package var path: String
        /// By path, folders before what is in them.
        package var entries: [Entry]
        /// `user:group`.
        package var owner: String

        package init(path: String, entries: [Entry] = [], owner: String = "root:root") {
            self.path = path
            self.entries = entries
            self.owner = owner
        }

        /// Where an entry is in the image.
        package func path(of entry: Entry) -> String {
            path == "/" ? "/" + entry.path : path + "/" + entry.path
        }

        /// The files in it: where they are in the image, and their content.
        package var files: [(path: String, content: Digest)] {
            entries.compactMap { entry in
                guard case .file(let digest, _) = entry.content else { return nil }
                return (path(of: entry), digest)
            }
        }
    }

    /// Every file that the template brings, of trees too: its path in the image and its content.
    package var contents: [(path: String, content: Digest)] {
        files.map { ($0.path, $0.content) } + (trees ?? []).flatMap(\.files)
    }

    /// The paths of every file that the template brings.
    package var writtenPaths: Set<String> { Set(contents.map(\.path)) }
}
