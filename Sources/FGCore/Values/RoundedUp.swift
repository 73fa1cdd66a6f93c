extension Int64 {
    /// The least multiple of `step` that is not below this number, neither of which is negative.
    package func roundedUp(to step: Int64) -> Int64 {
        (self + step - 1) / step * step
    }
}
