import FGCore

/// Notes what an OCI image layout holds.
enum OCILayoutInspector {
    static func note(_ layout: OCILayout, _ findings: inout Findings) {
        findings.packedLayers = layout.packedLayers
        findings.note("images", layout.manifests.count)
        for manifest in layout.manifests.prefix(32) {
            let name = manifest.descriptor.annotations["org.opencontainers.image.ref.name"]
            findings.note("image", PrintableText.of(name ?? manifest.descriptor.digest.description))
            if let platform = manifest.descriptor.platform {
                findings.note("platform", PrintableText.of(platform))
            }
            for layer in manifest.layers.prefix(128) {
                findings.note("layer", "\(layer.mediaType) \(layer.digest) \(layer.size)")
            }
        }
    }
}
