package import FGCore
import Glibc

extension Timestamp {
    /// The system's clock.
    package static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
