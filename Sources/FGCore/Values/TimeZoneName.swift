import Glibc
import Synchronization

/// A time zone in which times are shown to people: `UTC`, `local`, or a name such as `Europe/Berlin`.
package struct TimeZoneName: Sendable, Hashable {
    private let name: String
    /// The value of `TZ` that the C library was last told, which it keeps for the whole process.
    private static let current = Mutex(String?.none)
    private static let hostZone = getenv("TZ").map { String(cString: $0) }
    private static let folder: FilePath = "/usr/share/zoneinfo"

    /// Takes a name; nil when the system knows no such zone.
    package init?(_ name: String) {
        let isKnown =
            ["UTC", "local"].contains(name)
            || !name.isEmpty && !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
                && (Self.folder / name).status()?.kind == .file
        guard isKnown else { return nil }
        self.name = name
    }

    /// The names that the system knows, sorted; those of old spellings and of bare offsets left out.
    package static var known: [String] {
        let regions = [
            "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
        ]
        let cities = regions.flatMap { region in
            ((try? (folder / region).entries()) ?? []).map { "\(region)/\($0)" }
        }
        return ["UTC", "local"] + cities.filter { !(folder / $0).isFolder }
    }

    /// A moment in ISO 8601 with the zone's offset: `2026-09-01T14:30:05+02:00`, and `…Z` in UTC.
    package func text(_ time: Timestamp) -> String {
        guard name != "UTC" else { return time.description }
        var fields = tm()
        Self.current.withLock { current in
            let wanted = name == "local" ? Self.hostZone : ":\(name)"
            if current != wanted || current == nil {
                if let wanted { setenv("TZ", wanted, 1) } else { unsetenv("TZ") }
                tzset()
                current = wanted
            }
            var seconds = time_t(time.seconds)
            localtime_r(&seconds, &fields)
        }
        let shifted = Timestamp(seconds: time.seconds + Int64(fields.tm_gmtoff)).description.dropLast()
        let minutes = abs(fields.tm_gmtoff) / 60
        return shifted + (fields.tm_gmtoff < 0 ? "-" : "+") + Self.padded(minutes / 60) + ":"
            + Self.padded(minutes % 60)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
