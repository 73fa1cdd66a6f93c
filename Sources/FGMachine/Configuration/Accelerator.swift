/// What runs the guest's instructions.
package enum Accelerator: String, Sendable, Hashable, Codable, CaseIterable {
    /// The processor itself, by Linux's KVM.
    case kvm
    /// QEMU's translator: works everywhere, some ten times slower.
    case tcg

    /// QEMU's options for it.
    package var arguments: [String] {
        switch self {
        case .kvm: ["-accel", "kvm", "-cpu", "host"]
        case .tcg: ["-accel", "tcg,thread=multi", "-cpu", "max"]
        }
    }
}
