import FGInspect

extension InstalledPackage {
    /// Where dpkg's lists of it are, without the ending; with the architecture for packages of several.
    func list(in tree: FileTree, ending: String) -> String? {
        let folder = "/var/lib/dpkg/info/"
        return ["\(name).\(ending)", "\(name):\(architecture).\(ending)"].map { folder + $0 }.first {
            tree[$0] != nil
        }
    }
}
