import FGCore
import FGGenerator
import FGInspect

/// Checks of the partitions.
enum DiskChecks {
    static func types(_ image: OfflineImage) -> Finding {
        var problems: [String] = []
        let roots = image.table.partitions.filter { if case .root = $0.role { true } else { false } }
        let systems = image.table.partitions.filter { $0.role == .efiSystem }
        guard let disk = image.template?.disk else {
            return .judged(
                roots.count > 1 ? ["there are \(roots.count) root partitions"] : [],
                otherwise: "one root"
            )
        }
        if roots.count != 1 { problems.append("there are \(roots.count) root partitions") }
        if case .root(let architecture)? = roots.first?.role, architecture != image.template?.architecture {
            problems.append("the root partition is of \(architecture)")
        }
        if systems.count != 1 { problems.append("there are \(systems.count) EFI system partitions") }
        if disk.bootsBIOS, !systems.contains(where: \.isBIOSBootable) {
            problems.append("no partition is marked for booting by BIOS")
        }
        let swaps = image.table.partitions.filter { $0.role == .swap }
        if swaps.count != (disk.swap == nil ? 0 : 1) {
            problems.append("there are \(swaps.count) swap partitions")
        }
        if let swap = disk.swap, let found = swaps.first, found.length != swap.bytes {
            problems.append("the swap partition has \(ByteCount(found.length)), not \(swap)")
        }
        return .judged(
            problems,
            otherwise: "one root, one EFI system partition" + (disk.swap == nil ? "" : ", one swap partition")
        )
    }
}
