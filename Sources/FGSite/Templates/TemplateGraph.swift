import FGCatalog
import FGGenerator

/// Revisions of templates, under those that they extend.
struct TemplateGraph {
    /// A revision of a template.
    struct Node {
        let name: String
        let revision: Int
        /// `NAME:REVISION` of the one that it extends.
        let parent: String?

        /// `NAME:REVISION`.
        var title: String { "\(name):\(revision)" }
    }

    private let nodes: [String: Node]
    private let children: [String: [Node]]

    /// Takes the newest revisions, those that are used or wanted, and all that these extend.
    init(_ revisions: [StoredTemplate], used: Set<String>, wanted: String?) throws {
        var all: [String: Node] = [:]
        var newest: [String: Node] = [:]
        for stored in revisions {
            let parent = try TemplateLevel(stored).parentTitle()
            let node = Node(name: stored.name, revision: stored.revision, parent: parent)
            all[node.title] = node
            if node.revision > newest[node.name]?.revision ?? 0 { newest[node.name] = node }
        }
        var open = newest.values.map(\.title) + used + [wanted].compactMap { $0 }
        var nodes: [String: Node] = [:]
        while let title = open.popLast() {
            guard nodes[title] == nil, let node = all[title] else { continue }
            nodes[title] = node
            if let parent = node.parent { open.append(parent) }
        }
        self.nodes = nodes
        children = Dictionary(grouping: nodes.values.filter { $0.parent != nil }) { $0.parent ?? "" }
    }

    /// Whether a revision is part of the graph.
    func has(_ title: String?) -> Bool { title.map { nodes[$0] != nil } ?? false }

    /// The trees that start at the highest nodes that a condition holds for, each node before those that extend it.
    func rows(startingAt isStart: (Node) -> Bool) -> [(node: Node, depth: Int)] {
        let starts = nodes.values.filter { isStart($0) && !hasAncestor($0, isStart) }
        // The next is at the end.
        var open = sorted(starts).reversed().map { (node: $0, depth: 0) }
        var rows: [(node: Node, depth: Int)] = []
        while let next = open.popLast() {
            rows.append(next)
            open += sorted(children[next.node.title] ?? []).reversed().map { ($0, next.depth + 1) }
        }
        return rows
    }

    private func hasAncestor(_ node: Node, _ condition: (Node) -> Bool) -> Bool {
        var node = node
        // A template never extends itself: chains end.
        while let parent = node.parent.flatMap({ nodes[$0] }) {
            if condition(parent) { return true }
            node = parent
        }
        return false
    }

    private func sorted(_ nodes: [Node]) -> [Node] {
        nodes.sorted { ($0.name, $0.revision) < ($1.name, $1.revision) }
    }
}
