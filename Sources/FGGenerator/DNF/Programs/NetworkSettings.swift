/// The part of the programs in Python that reach repositories as the host does; `os` and `dnf.conf` are imported before it.
enum NetworkSettings {
    static let text = #"""
        def takeNetwork(conf):
            """Takes of the host's settings what reaches repositories: proxies, certificates, time-outs."""
            host = dnf.conf.Conf()
            if os.path.exists("/etc/dnf/dnf.conf"):
                host.read("/etc/dnf/dnf.conf")
            for name in ("proxy", "proxy_username", "proxy_password", "proxy_auth_method", "sslcacert", "sslverify",
                         "sslclientcert", "sslclientkey", "timeout", "retries", "minrate", "ip_resolve"):
                value = getattr(host, name)
                if value is not None:
                    setattr(conf, name, value)
        """#
}
