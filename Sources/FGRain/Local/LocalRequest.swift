package import FGCore
package import FGMachine

/// One machine to start on this host.
package struct LocalRequest: Sendable {
    /// The catalog's id of the version.
    package var versionID: Int64
    /// `project/name:number`.
    package var image: String
    /// The disk in the store, which is never written.
    package var disk: FilePath
    /// QEMU's name of the disk's format.
    package var format: String
    package var owner: String
    /// Who may log in with the deployment's key; nil when the image lets nobody.
    package var login: String?
    /// The keys that the image gives that user already.
    package var imageKeys: [String]
    package var processors: Int
    package var memory: ByteCount
    /// The size of the machine's disk; nil keeps the image's.
    package var diskSize: ByteCount?
    /// A public key that may log in; nil makes a key for the deployment.
    package var key: String?
    /// User data for cloud-init; nil brings none.
    package var userData: FilePath?
    package var accelerator: Accelerator
    /// What the disk starts with.
    package var firmware: Firmware
    /// Whether the image starts an ssh server; nil when nobody knows.
    package var hasSSH: Bool?
    /// A script that the user who may log in runs once the machine is up.
    package var questions: String
    package var time: Timestamp

    package init(
        versionID: Int64,
        image: String,
        disk: FilePath,
        format: String,
        owner: String,
        login: String?,
        imageKeys: [String],
        processors: Int,
        memory: ByteCount,
        diskSize: ByteCount?,
        key: String?,
        userData: FilePath?,
        accelerator: Accelerator,
        firmware: Firmware,
        hasSSH: Bool?,
        questions: String,
        time: Timestamp
    ) {
        self.versionID = versionID
        self.image = image
        self.disk = disk
        self.format = format
        self.owner = owner
        self.login = login
        self.imageKeys = imageKeys
        self.processors = processors
        self.memory = memory
        self.diskSize = diskSize
        self.key = key
        self.userData = userData
        self.accelerator = accelerator
        self.firmware = firmware
        self.hasSSH = hasSSH
        self.questions = questions
        self.time = time
    }
}
