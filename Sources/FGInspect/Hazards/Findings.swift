import FGCore

/// What the inspection of one format gathers.
struct Findings {
    private(set) var facts: [Inspection.Fact] = []
    private(set) var hazards: [Hazard] = []
    /// How many hazards there were beyond those kept.
    private(set) var dropped = 0
    /// The size of the disk that a guest sees.
    var virtualSize: ByteCount?
    /// The layers that must be unpacked to be judged.
    var packedLayers: [OCILayer] = []

    private static let hazardLimit = 100

    mutating func note(_ name: String, _ value: some CustomStringConvertible) {
        facts.append(Inspection.Fact(name: name, value: value.description))
    }

    mutating func refuse(_ kind: Hazard.Kind, _ reason: String) {
        guard hazards.count < Self.hazardLimit else {
            dropped += 1
            return
        }
        hazards.append(Hazard(kind, reason))
    }

    /// Notes the virtual size and judges it by the limits; `stored` is what the file takes on the disk.
    mutating func judge(virtualSize size: UInt64, stored: Int64, by limits: InspectionLimits) {
        guard let size = Int64(exactly: size) else {
            return refuse(.tooLarge, "the virtual size of \(size) bytes is beyond every disk")
        }
        virtualSize = ByteCount(size)
        if size > limits.virtualSize.bytes {
            refuse(
                .tooLarge,
                "the virtual size of \(ByteCount(size)) is over the limit of \(limits.virtualSize)"
            )
        } else if size > limits.unjudgedVirtualSize.bytes,
            size / max(stored, 4096) > limits.virtualSizeRatio
        {
            refuse(
                .tooLarge,
                "the virtual size of \(ByteCount(size)) is more than \(limits.virtualSizeRatio) times"
                    + " the \(ByteCount(stored)) that the file holds"
            )
        }
    }
}
