/// The order of two values as a number.
package enum Order {
    /// Negative, zero or positive as the left one is less, equal or greater.
    package static func of<Element: Comparable>(_ left: Element, _ right: Element) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }
}

extension Condition.Operator {
    /// Whether the comparison holds for an order.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .like: false
        }
    }
}
