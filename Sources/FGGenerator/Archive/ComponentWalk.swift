/// Finds the strongly connected components of a graph of names, each behind those that it leads to.
///
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion.
struct ComponentWalk {
    /// The components so far; the names of one are sorted.
    private(set) var components: [[String]] = []

    private var order: [String: Int] = [:]
    private var lowest: [String: Int] = [:]
    private var stack: [String] = []
    private var isOnStack: Set<String> = []

    /// A name that is being visited, and where it leads to.
    private struct Frame {
        let name: String
        let successors: [String]
        var next = 0
    }

    /// Adds the components that a name leads to, with its own.
    mutating func visit(_ root: String, successors: (String) -> [String]) {
        guard order[root] == nil else { return }
        var frames = [enter(root, successors)]
        while var frame = frames.popLast() {
            if frame.next < frame.successors.count {
                let successor = frame.successors[frame.next]
                frame.next += 1
                frames.append(frame)
                if order[successor] == nil {
                    frames.append(enter(successor, successors))
                } else if isOnStack.contains(successor) {
                    lower(frame.name, to: order[successor] ?? 0)
                }
                continue
            }
            if lowest[frame.name] == order[frame.name] { close(frame.name) }
            if let above = frames.last { lower(above.name, to: lowest[frame.name] ?? 0) }
        }
    }

    private mutating func enter(_ name: String, _ successors: (String) -> [String]) -> Frame {
        order[name] = order.count
        lowest[name] = order[name]
        stack.append(name)
        isOnStack.insert(name)
        return Frame(name: name, successors: successors(name))
    }

    private mutating func lower(_ name: String, to value: Int) {
        lowest[name] = min(lowest[name] ?? value, value)
    }

    private mutating func close(_ name: String) {
        var component: [String] = []
        while let last = stack.popLast() {
            isOnStack.remove(last)
            component.append(last)
            if last == name { break }
        }
        components.append(component.sorted())
    }
}
