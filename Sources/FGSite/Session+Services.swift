import FGCore

extension Session {
    /// Images and their channels: list, show, import, export, change, delete.
    package var images: ImageService { ImageService(session: self) }
    /// Templates: load, list, show, resolve, delete.
    package var templates: TemplateService { TemplateService(session: self) }
    /// Making images from templates.
    package var generation: GenerationService { GenerationService(session: self) }
    /// Making the bytes of images again from their recipes, and freeing them.
    package var rebuilding: RebuildService { RebuildService(session: self) }
    /// Testing images.
    package var verification: VerificationService { VerificationService(session: self) }
    /// Deploying images.
    package var deployments: DeploymentService { DeploymentService(session: self) }
    /// Long work.
    package var operations: OperationService { OperationService(session: self) }
    /// What was used.
    package var usage: UsageService { UsageService(session: self) }

    /// Opens the site if need be, and opens it for writing only where that is allowed.
    ///
    /// - Throws: `denied` for a change of a site that is opened read-only.
    func writable() throws -> SiteServices {
        try requireWritable()
        return try services()
    }

    /// Refuses a change of a site that is opened read-only.
    ///
    /// - Throws: `denied`.
    func requireWritable() throws {
        guard location.isReadOnly else { return }
        throw FGError(.denied, "the site is opened read-only", hint: "start without --read-only")
    }

    /// The clock of the session.
    var now: Timestamp { Timestamp.now }
}
