"""Presses Tab at the prompt of a shell in a pseudo-terminal, many times, and says how long each key took.

Usage: completion.py FGSHELL SITE. A key's time runs from its write to the echo of the sign typed right behind it, which
the shell reads when it is done with the key: so it has the search, the drawing of the list and the terminal.
"""

import os, pty, random, select, sqlite3, sys, time

PROGRAM, SITE = sys.argv[1:3]
SIGN = b"^"
RANDOM = random.Random(1)


class Shell:
    def __init__(self):
        begin = time.monotonic()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            environment = {"PATH": os.environ["PATH"], "HOME": SITE, "TERM": "xterm", "LANG": "C.UTF-8"}
            os.execve(PROGRAM, [PROGRAM, "--no-rc", "--no-history", "--site", SITE], environment)
        self.wait(b"# ")
        self.took = time.monotonic() - begin

    def wait(self, text):
        shown = b""
        while text not in shown:
            piece = os.read(self.terminal, 65536)
            if not piece:
                sys.exit("the shell ended")
            shown += piece
        return shown

    def settle(self):
        while select.select([self.terminal], [], [], 0.01)[0]:
            os.read(self.terminal, 65536)

    def key(self, text):
        """The seconds that Tab takes behind a text, and what is shown then."""
        os.write(self.terminal, text.encode())
        self.settle()
        begin = time.monotonic()
        os.write(self.terminal, b"\t" + SIGN)
        shown = self.wait(SIGN)
        took = time.monotonic() - begin
        os.write(self.terminal, b"\x03")
        self.wait(b"# ")
        self.settle()
        return took, shown

    def end(self):
        os.write(self.terminal, b"exit 0\r")
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass
        os.waitpid(self.process, 0)


def rows(query):
    database = sqlite3.connect(f"file:{SITE}/catalog.sqlite?mode=ro", uri=True)
    return [row[0] for row in database.execute(query)]


def part(text):
    return text[: RANDOM.randint(0, len(text))]


def some(values, count=60):
    return [RANDOM.choice(values) for _ in range(count)]


def percentile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))] * 1000


own = rows("SELECT name FROM images WHERE id % 9973 = 0 AND project NOT LIKE 'project-%'")
other = rows("SELECT project || '/' || name FROM images WHERE id % 9973 = 0 AND project LIKE 'project-%'")
digests = rows("SELECT manifest FROM versions WHERE id % 9973 = 0")
cases = {
    "image names of the own project": ["image show " + part(name) for name in some(own, 200)],
    "image names of other projects": ["image show " + part(name) for name in some(other, 100)],
    "versions of an image": ["image show " + name + ":" for name in some(own)],
    "digests": ["image show sha256:" + part(digest[7:23]) for digest in some(digests)],
    "`name ==`": ["image list where name == " + part(name) for name in some(own)],
    "`tag ==`": ["image list where tag == " + part(f"tag-{RANDOM.randrange(20000)}") for _ in range(100)],
    "`owner ==`": ["image list where owner == " + part(f"user{RANDOM.randrange(5000)}") for _ in range(100)],
    "`project ==`": ["image list where project == " + part(f"project-{RANDOM.randrange(600)}") for _ in range(60)],
    "`os`, `release`, `arch`, `kernel`, `format`": [
        f"image list where {field} == " for field in some(["os", "release", "arch", "kernel", "format"])
    ],
    "`property.NAME ==`": [
        f"image list where property.field-{RANDOM.randrange(40)} == " + part("value-123") for _ in range(60)
    ],
    "packages and their versions": [
        "image list where package " + part(f"package-{RANDOM.randrange(30000)}") for _ in range(60)
    ]
    + [f"image list where package package-{RANDOM.randrange(1, 30000)} == " for _ in range(30)],
    "projects": ["use project " + part(f"project-{RANDOM.randrange(600)}") for _ in range(60)],
    "commands, verbs, options, fields": some(["im", "image ", "image list --", "image list where ", "image list | "]),
}

starts = []
for _ in range(20):
    shell = Shell()
    starts.append(shell.took)
    shell.end()
starts.sort()

shell = Shell()
order = [(kind, text) for kind, texts in cases.items() for text in texts]
RANDOM.shuffle(order)
times = {kind: [] for kind in cases}
for kind, text in order:
    times[kind].append(shell.key(text)[0])
shell.end()

print("| Tab behind | keys | p50 | p99 | most |")
print("|---|---|---|---|---|")
for kind, found in list(times.items()) + [("**all**", [one for found in times.values() for one in found])]:
    found = sorted(found)
    figures = [percentile(found, 0.5), percentile(found, 0.99), found[-1] * 1000]
    print(f"| {kind} | {len(found)} | " + " | ".join(f"{figure:.1f} ms" for figure in figures) + " |")
print()
print("| start to first prompt | median | most |")
print("|---|---|---|")
print(f"| {len(starts)} times | {starts[len(starts) // 2] * 1000:.1f} ms | {starts[-1] * 1000:.1f} ms |")
