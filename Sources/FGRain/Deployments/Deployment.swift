package import FGCore
package import FGProcess

/// Something that runs from an image.
package struct Deployment: Sendable, Hashable, Identifiable {
    package let id: Int64
    package let versionID: Int64
    /// `project/name:number`.
    package let image: String
    package let target: String
    package let state: DeploymentState
    package let owner: String
    package let created: Timestamp
    package let ended: Timestamp?
    /// The port of 127.0.0.1 that leads to the machine's ssh.
    package let sshPort: Int?
    /// Who the deployment's key lets in; nil when nobody.
    package let login: String?
    package let processors: Int
    package let memory: ByteCount
    package let process: BackgroundProcess?
    package let reason: String?
}
