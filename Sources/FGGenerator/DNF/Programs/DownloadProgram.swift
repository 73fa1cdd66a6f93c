/// The program in Python that downloads files as DNF does.
enum DownloadProgram {
    static let text = #"""
        import json
        import os
        import sys

        import dnf
        import dnf.conf
        import libdnf


        \#(NetworkSettings.text)


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
