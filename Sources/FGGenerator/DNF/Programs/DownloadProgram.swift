/// The program in Python that downloads files as DNF does.
enum DownloadProgram {
    static let text = #"""
        import json
        import os
        import sys

        import dnf
        import dnf.conf
        import libdnf

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


        def download(request):
            """Downloads files one after the other; gives those that cannot be had with the reason."""
            conf = dnf.conf.Conf()
            takeNetwork(conf)
            failures = {}
            for uri, path in request["files"]:
                file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
                try:
                    libdnf.repo.Downloader.downloadURL(conf._config, uri, file)
                except RuntimeError as error:
                    os.remove(path)
                    failures[path] = str(error)
                finally:
                    os.close(file)
            return {"failures": failures}


        json.dump(download(json.load(sys.stdin)), sys.stdout)
        """#
}
