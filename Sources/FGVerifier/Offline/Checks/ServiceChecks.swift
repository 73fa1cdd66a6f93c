import FGGenerator
import FGInspect

/// Checks of init, its units and the network.
enum ServiceChecks {
    private static let settings = SystemServices.settings
    private static let vendor = "/usr/lib/systemd/system"
    private static let endings = [
        ".service", ".socket", ".target", ".timer", ".mount", ".path", ".swap", ".automount", ".slice",
    ]

    static func units(_ image: OfflineImage) throws -> Finding {
        var problems: [String] = []
        if image.tree["/sbin/init"]?.kind != .file { problems.append("there is no /sbin/init") }
        guard !image.tree.entries(vendor).isEmpty else {
            return .judged(problems, otherwise: "the system is not systemd's")
        }
        if image.tree["\(settings)/default.target"] == nil, image.tree["\(vendor)/default.target"] == nil {
            problems.append("there is no default target")
        }
        let links = SystemServices.wantedLinks(in: image.tree)
        for link in links where image.tree[link] == nil { problems.append("\(link) leads nowhere") }
        return .judged(problems, otherwise: "\(links.count) units enabled")
    }

    static func match(_ image: OfflineImage) throws -> Finding {
        guard let template = image.template else { return .skip("an imported image has no template") }
        var problems: [String] = []
        for (name, wanted) in template.services {
            let unit = endings.contains(where: name.hasSuffix) ? name : name + ".service"
            let found = try state(of: unit, image)
            if found != wanted.rawValue, !(found == "static" && wanted == .enabled) {
                problems.append("\(unit) is \(found), not \(wanted.rawValue)")
            }
        }
        return .judged(problems, otherwise: "\(template.services.count) services")
    }

    static func network(_ image: OfflineImage) throws -> Finding {
        var renderers: [String] = []
        var problems: [String] = []
        if try state(of: "systemd-networkd.service", image) == "enabled" {
            renderers.append("systemd-networkd")
            let names = ["/etc/systemd/network", "/run/systemd/network"].flatMap { image.tree.entries($0) }
            let hasNetplan = !image.tree.entries("/etc/netplan").isEmpty
            if !names.contains(where: { $0.hasSuffix(".network") }), !hasNetplan {
                problems.append("systemd-networkd has no .network file")
            }
        }
        let interfaces = try image.tree.text("/etc/network/interfaces") ?? ""
        let named = interfaces.split(separator: "\n").filter {
            $0.hasPrefix("iface ") && !$0.hasPrefix("iface lo ")
        }
        if !named.isEmpty || !image.tree.entries("/etc/network/interfaces.d").isEmpty {
            renderers.append("ifupdown")
        }
        if try state(of: "NetworkManager.service", image) == "enabled" { renderers.append("NetworkManager") }
        if renderers.isEmpty { problems.append("nothing sets up the network") }
        if renderers.count > 1 {
            problems.append("\(renderers.joined(separator: " and ")) both set up the network")
        }
        return .judged(problems, otherwise: renderers.joined())
    }

    private static func state(of unit: String, _ image: OfflineImage) throws -> String {
        let own = "\(settings)/\(unit)"
        if image.tree.target(ofLink: own) == "/dev/null" { return "masked" }
        guard image.tree[own] != nil || image.tree["\(vendor)/\(unit)"] != nil else { return "missing" }
        let links =
            SystemServices.wantedLinks(in: image.tree)
            + image.tree.entries(settings).map { "\(settings)/\($0)" }
        let isWanted = links.contains { link in
            link.hasSuffix("/\(unit)") && link != own
                || image.tree.target(ofLink: link)?.hasSuffix("/\(unit)") == true && link != own
        }
        if isWanted { return "enabled" }
        let text = try image.tree.text(own) ?? image.tree.text("\(vendor)/\(unit)") ?? ""
        return text.contains("[Install]") ? "disabled" : "static"
    }
}
