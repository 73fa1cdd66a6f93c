/// The program in Python that has DNF choose packages: a request as JSON comes in, an answer goes out.
///
/// What it is asked for is its purpose; it has a network for nothing but to ask the repositories.
enum ChooseProgram {
    /// Where it finds rpm's database in a root that it is given.
    static let database = "/var/lib/rpm/rpmdb.sqlite"

    static let text = #"""
        import json
        import logging
        import os
        import sys
        import xml.etree.ElementTree

        import dnf
        import dnf.conf
        import dnf.const
        import dnf.repo
        import dnf.selector
        import dnf.transaction
        import hawkey
        import rpm


        class Reasons(logging.Handler):
            """Keeps what DNF says of each address that it tried."""

            lines = []

            def emit(self, record):
                self.lines += [line.strip()[2:] for line in record.getMessage().splitlines() if line.startswith("  - ")]


        reasons = Reasons()
        logging.getLogger("dnf").addHandler(reasons)


        \#(NetworkSettings.text)


        def opened(request):
            """DNF on a state of its own: nothing of the host's repositories, settings and packages."""
            folder = request["folder"]
            # Whoever is not root gets a folder there as soon as DNF begins.
            dnf.const.TMPDIR = folder
            # Without settings of its own DNF looks for a release in this machine's database.
            conf = dnf.conf.Conf()
            base = dnf.Base(conf)
            takeNetwork(conf)
            conf.cachedir = folder + "/cache"
            conf.persistdir = folder + "/state"
            conf.logdir = folder
            conf.installroot = request.get("root") or folder + "/empty"
            # Where the host has its own database says nothing.
            rpm.addMacro("_dbpath", "/var/lib/rpm")
            os.makedirs(conf.installroot, exist_ok=True)
            conf.reposdir = []
            conf.varsdir = []
            conf.pluginpath = []
            conf.install_weak_deps = False
            conf.best = True
            conf.gpgcheck = True
            conf.repo_gpgcheck = True
            conf.obsoletes = True
            conf.module_platform_id = request["platform"]
            conf.substitutions["releasever"] = request["release"]
            conf.substitutions["arch"] = request["architecture"]
            conf.substitutions["basearch"] = request["architecture"]
            for source in request["repositories"]:
                repo = dnf.repo.Repo(source["id"], conf)
                repo.baseurl = [source["uri"]]
                repo.gpgkey = ["file://" + source["key"]]
                repo.repo_gpgcheck = source["hasSignedIndex"]
                repo.skip_if_unavailable = False
                base.repos.add(repo)
                if request["purpose"] == "refresh":
                    repo._repo.expire()
                else:
                    repo._repo.setSyncStrategy(dnf.repo.SYNC_ONLY_CACHE)
            base.fill_sack(load_system_repo=bool(request.get("root")))
            others = base.sack.query().available().filter(arch__neq=[request["architecture"], "noarch"])
            base.sack.add_excludes(others)
            return base


        def index(repo):
            """What the signed index of a repository says of itself."""
            file = repo._repo.getMetadataPath("primary")
            path = os.path.join(os.path.dirname(file), "repomd.xml")
            names = {"r": "http://linux.duke.edu/metadata/repo"}
            root = xml.etree.ElementTree.parse(path).getroot()
            lists = {}
            for data in root.findall("r:data", names):
                sum = data.find("r:checksum", names)
                if data.get("type") in ("primary", "modules") and sum.get("type") == "sha256":
                    lists[data.find("r:location", names).get("href")] = "sha256:" + sum.text.strip()
            return {"id": repo.id, "time": repo._repo.getMaxTimestamp(), "file": path, "lists": lists}


        def split(text):
            """A version with or without epoch and release."""
            epoch, colon, rest = text.rpartition(":")
            version, _, release = rest.partition("-")
            return (epoch if colon else None, version, release or None)


        def fits(package, comparison, bound):
            """Whether a package is within a bound: parts that the bound does not have are not compared."""
            epoch, version, release = split(bound)
            left = (str(package.epoch) if epoch is not None else "0", package.version, package.release if release else "")
            order = rpm.labelCompare(left, (epoch or "0", version, release or ""))
            return {">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0}.get(comparison, order == 0)


        def found(base, name):
            """The packages of a name, or those that provide it."""
            query = base.sack.query().available()
            named = query.filter(name=name)
            return named if len(named) else query.filter(provides=name)


        def mentioned(text, names):
            """The requested names that a text is about, in its order."""
            words = [word.strip("(),:;\"'") for word in text.split()]
            places = {}
            for name in names:
                for place, word in enumerate(words):
                    if word == name or (word.startswith(name + "-") and word[len(name) + 1 : len(name) + 2].isdigit()):
                        places.setdefault(name, place)
            return sorted(places, key=places.get)


        def named(base, request):
            """What no repository has, and the packages that each request can mean."""
            problems, candidates = [], []
            for wanted in request["packages"]:
                name, comparison, bound = wanted["name"], wanted.get("comparison"), wanted.get("version")
                all = found(base, name)
                fitting = [package for package in all if not comparison or fits(package, comparison, bound)]
                if not len(all):
                    problems.append({"kind": "unknown", "names": [name]})
                elif not fitting:
                    newest = max(all)
                    problems.append({"kind": "bound", "names": [name], "text": newest.evr})
                elif comparison:
                    candidates.append((name, [max(fitting)]))
                else:
                    candidates.append((name, fitting))
            for name in request["base"]:
                if not len(found(base, name)):
                    problems.append({"kind": "base", "names": [name]})
                else:
                    candidates.append((name, list(found(base, name))))
            for name in request["excluded"]:
                if not len(base.sack.query().available().filter(name=name)):
                    problems.append({"kind": "excluded", "names": [name]})
            return problems, candidates


        def conflicts(base, candidates):
            """Why the packages do not go together: one problem for each reason."""
            names = [name for name, _ in candidates]
            problems = []
            for rules in base._goal.problem_rules():
                # That requests conflict says nothing beside what they conflict in.
                rules = [rule for rule in rules if rule != "conflicting requests"] or rules
                text = "; ".join(rules)
                problems.append({"kind": "conflict", "names": mentioned(text, names), "text": text})
            return problems


        def needs(chosen, query, package):
            """The names of chosen packages that a package needs."""
            result = set()
            for relation in package.requires:
                if str(relation).startswith("rpmlib("):
                    continue
                providers = query.filter(provides=relation)
                if not len(providers) and str(relation).startswith("/"):
                    providers = query.filter(file=str(relation))
                result.update(other.name for other in providers)
            return sorted(result - {package.name})


        def choose(base, request, candidates):
            excluded = base.sack.query().available().filter(name=request["excluded"])
            base.sack.add_excludes(excluded)
            for name, packages in candidates:
                selector = dnf.selector.Selector(base.sack)
                selector.set(pkg=packages)
                base._goal.install(select=selector, optional=False)
            try:
                base.resolve()
            except dnf.exceptions.DepsolveError:
                return {"problems": conflicts(base, candidates)}
            chosen = sorted(base.transaction.install_set) if base.transaction else []
            names = {package.name for package in chosen}
            gone = sorted(str(package) for package in (base.transaction.remove_set if base.transaction else [])
                          if package.name not in names)
            if gone:
                text = f"they take the place of {gone[0]}, which the base has"
                return {"problems": [{"kind": "conflict", "names": [name for name, _ in candidates], "text": text}]}
            query = base.sack.query().filter(pkg=chosen)
            packages = []
            for package in chosen:
                kind, digest = package.returnIdSum()
                packages.append({
                    "name": package.name, "version": package.evr, "architecture": package.arch, "checksum": kind,
                    "digest": digest, "size": package.downloadsize, "installed": package.installsize,
                    "uri": package.remote_location(), "needs": needs(chosen, query, package),
                })
            return {"packages": packages}


        def is_secured(base, newest, installed):
            """Whether an advisory of security names a version behind the installed one, up to the newest."""
            for advisory in newest.get_advisories(hawkey.LT | hawkey.EQ):
                if advisory.type != hawkey.ADVISORY_SECURITY:
                    continue
                for other in advisory.packages:
                    if (other.name == newest.name and other.arch in (newest.arch, "noarch")
                            and base.sack.evr_cmp(other.evr, installed["version"]) > 0
                            and base.sack.evr_cmp(other.evr, newest.evr) <= 0):
                        return True
            return False


        def upgrades(base, request):
            """The installed packages that there are newer versions of."""
            newest = {}
            for package in base.sack.query().available():
                if package.name not in newest or newest[package.name] < package:
                    newest[package.name] = package
            result = []
            for installed in request["installed"]:
                package = newest.get(installed["name"])
                if not package or base.sack.evr_cmp(package.evr, installed["version"]) <= 0:
                    continue
                result.append({
                    "name": installed["name"], "architecture": installed["architecture"], "version": package.evr,
                    "isSecurity": is_secured(base, package, installed),
                })
            return result


        def answer(request):
            try:
                base = opened(request)
            except dnf.exceptions.RepoError as error:
                return {"unreachable": str(error), "reasons": reasons.lines}
            if request["purpose"] == "refresh":
                return {"repositories": [index(repo) for repo in base.repos.iter_enabled()]}
            if request["purpose"] == "upgrades":
                return {"upgrades": upgrades(base, request)}
            result = {}
            problems, candidates = named(base, request)
            if problems:
                result["problems"] = problems
                result["names"] = sorted({package.name for package in base.sack.query().available()})
            elif request["purpose"] == "choose":
                result.update(choose(base, request, candidates))
            return result


        json.dump(answer(json.load(sys.stdin)), sys.stdout)
        """#
}
