package import FGCore
package import FGGenerator
import FGInspect
package import FGMachine

extension Firmware {
    /// What a disk starts with: its recipe says so, or its own first sectors; BIOS where both can.
    ///
    /// A disk with an EFI system partition whose first sector has no program can only be started by UEFI.
    package init(startingFrom disk: FilePath, recipe: Recipe?) {
        if let wanted = recipe?.template.disk {
            self = wanted.bootsBIOS ? .bios : .uefi
            return
        }
        guard let file = try? OpenFile(disk), let table = try? PartitionTable.read(file) else {
            self = .bios
            return
        }
        let hasProgram = table.bootCode.contains { $0 != 0 }
        self = !hasProgram && table.partitions.contains { $0.role == .efiSystem } ? .uefi : .bios
    }
}
