package import FGCore
package import FGInspect

/// Finds what is in the layers of an OCI layout, laid over each other.
package struct LayoutAnalysis {
    /// A folder for what is unpacked, which the caller removes.
    let scratch: FilePath
    let progress: ProgressHandler

    package init(scratch: FilePath, progress: @escaping ProgressHandler) {
        self.scratch = scratch
        self.progress = progress
    }

    /// Reads the image of a layout's archive; of several the first.
    ///
    /// - Throws: `refused` for hostile or damaged bytes, `quotaExceeded` for a full disk.
    package func run(_ archive: FilePath) async throws -> SystemAnalysis {
        let layout = try OCILayout.read(archive: OpenFile(archive))
        guard let image = layout.manifests.first else {
            return SystemAnalysis(unread: "the layout has no image")
        }
        var files: [OpenFile] = []
        for (number, layer) in image.layers.enumerated() {
            progress(.advance(done: Int64(number), of: Int64(image.layers.count), .items))
            let (file, range) = try layout.content(of: layer.digest)
            let unpacked = scratch / "layer-\(number).tar"
            try await Unpacking.unpack(file, range, layer.compression, to: unpacked)
            files.append(try OpenFile(unpacked))
        }
        var analysis = try SystemAnalysis(root: TarTree(layers: files))
        let others = Set(layout.manifests.map(\.descriptor.digest)).count - 1
        if others > 0 { analysis.note(unread: "only the first of \(others + 1) images is read") }
        return analysis
    }
}
