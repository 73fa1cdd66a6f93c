/// The program in Python that has DNF install packages into a tree and seals its database, which runs in a sandbox.
enum InstallProgram {
    static let text = #"""
        import json
        import os
        import sqlite3
        import struct
        import sys

        import dnf
        import dnf.conf
        import dnf.yum.rpmtrans

        # The tags of a header that tell when a package was installed, and in which transaction.
        INSTALLED, TRANSACTION = 1008, 1128


        class Display(dnf.yum.rpmtrans.TransactionDisplay):
            """Keeps what scripts say and which of them fail, and counts the packages that are unpacked."""

            def __init__(self, count):
                super().__init__()
                # It is written to while this process sees the image as its root.
                self.count = open(count, "w")
                self.done, self.said, self.errors = 0, [], []

            def scriptout(self, text):
                text = text.decode(errors="replace") if isinstance(text, bytes) else text or ""
                self.said += [line for line in text.splitlines() if line.strip()]

            def error(self, message):
                self.errors.append(message)

            def failure(self):
                """The first script that failed, with its last words: rpm's own line about it stands behind them."""
                words = self.errors[0].split()
                package = words[-1]
                ends = [place for place, line in enumerate(self.said)
                        if line.startswith(("warning: %", "error: %")) and f"({package}-" in line]
                said = self.said[: ends[0]] if ends else self.said
                reason = self.said[ends[0]].split(": ", 1)[1] if ends else self.errors[0]
                said = [line for line in said if not line.startswith(("warning: %", "error: %"))]
                return {"failure": reason, "package": package, "said": said[-1:]}

            def progress(self, package, action, ti_done, ti_total, ts_done, ts_total):
                actions = (dnf.transaction.PKG_INSTALL, dnf.transaction.PKG_UPGRADE)
                if action in actions and ti_done == ti_total:
                    self.done += 1
                    self.count.seek(0)
                    self.count.write(str(self.done))
                    self.count.flush()


        def install(request):
            root, state = request["root"], request["state"]
            # Without settings of its own DNF looks for a release in this machine's database, which may not be there.
            conf = dnf.conf.Conf()
            base = dnf.Base(conf)
            conf.installroot = root
            conf.cachedir, conf.persistdir, conf.logdir = state + "/cache", state + "/state", state
            conf.reposdir, conf.varsdir, conf.pluginpath = [], [], []
            conf.install_weak_deps = False
            conf.gpgcheck = False
            conf.tsflags = []
            conf.substitutions["arch"] = request["architecture"]
            conf.substitutions["basearch"] = request["architecture"]
            conf.substitutions["releasever"] = request["release"]
            base.fill_sack(load_available_repos=False)
            packages = sorted(base.add_remote_rpms(request["files"], strict=True))
            for package in packages:
                base.package_install(package, strict=True)
            try:
                base.resolve()
            except dnf.exceptions.DepsolveError:
                return {"failure": "; ".join("; ".join(rules) for rules in base._goal.problem_rules())}
            wanted = {str(package) for package in packages}
            chosen = {str(package) for package in base.transaction.install_set}
            # Over a base a package can take the place of its own older version, and of no other.
            names = {package.name for package in packages}
            gone = [str(package) for package in base.transaction.remove_set if package.name not in names]
            if chosen != wanted or gone:
                others = sorted(wanted ^ chosen) + sorted(gone)
                return {"failure": "DNF would not install what the recipe pins: " + ", ".join(others)}
            display = Display(state + "/count")
            try:
                base.do_transaction(display)
            except dnf.exceptions.Error as error:
                if not display.errors:
                    return {"failure": str(error), "said": display.said[-1:]}
            if display.errors:
                return display.failure()
            base.close()
            seal(root + request["database"] + "/rpmdb.sqlite", request["epoch"])
            return {}


        def sealed(header, epoch):
            """A package's header as if it had been installed at the epoch."""
            header = bytearray(header)
            count, size = struct.unpack_from(">II", header, 0)
            for index in range(count):
                tag, kind, offset, number = struct.unpack_from(">IIiI", header, 8 + 16 * index)
                if tag in (INSTALLED, TRANSACTION) and kind == 4 and number == 1:
                    struct.pack_into(">I", header, 8 + 16 * count + offset, epoch)
            return bytes(header)


        def seal(path, epoch):
            """Writes the database anew: no times but the epoch, and its pages as if all was written in order."""
            old = sqlite3.connect(path)
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            new_path = path + ".sealed"
            new = sqlite3.connect(new_path, isolation_level=None)
            size = old.execute("PRAGMA page_size").fetchone()[0]
            new.execute(f"PRAGMA page_size = {size}")
            new.execute("PRAGMA journal_mode = OFF")
            for name in ("application_id", "user_version"):
                new.execute(f"PRAGMA {name} = {old.execute(f'PRAGMA {name}').fetchone()[0]}")
            new.execute("BEGIN")
            schema = old.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
            schema = [(kind, name, sql) for kind, name, sql in schema if not name.startswith("sqlite_")]
            for kind, name, sql in schema:
                if kind == "table":
                    new.execute(sql)
            for kind, name, sql in schema:
                if kind != "table":
                    continue
                rows = [list(row) for row in old.execute(f'SELECT * FROM "{name}"')]
                if name == "Packages":
                    rows = [[number, sealed(header, epoch)] for number, header in rows]
                elif name == "Installtid":
                    for row in rows:
                        row[0] = struct.pack("=I", epoch) if isinstance(row[0], bytes) else epoch
                rows.sort(key=lambda row: [(str(type(value)), value) for value in row])
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    new.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
            for kind, name, sql in schema:
                if kind != "table":
                    new.execute(sql)
            new.execute("COMMIT")
            new.close()
            old.close()
            for ending in ("-wal", "-shm"):
                if os.path.exists(path + ending):
                    os.remove(path + ending)
            os.chmod(new_path, 0o644)
            os.replace(new_path, path)


        json.dump(install(json.load(sys.stdin)), sys.stdout)
        """#
}
