"""Brings Debian's packages, of which the tests make archives of other systems."""

import os
import shutil
import subprocess


def run(*arguments, **options):
    """Runs a program that must not fail, and gives what it prints."""
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def fetch(folder, *wanted):
    """Fetches packages with all that they need from the host's own archive, and gives the folder of their files."""
    tree = os.path.join(folder, "tree")
    run("mmdebstrap", "--quiet", "--mode=root", "--variant=extract", "--skip=download/empty", "--skip=cleanup",
        *["--include=" + name for name in wanted], "bookworm", tree)
    archives = os.path.join(folder, "archives")
    shutil.move(os.path.join(tree, "var/cache/apt/archives"), archives)
    shutil.rmtree(tree)
    return archives


def write(root, path, text, mode=0o644):
    """Writes a file of a tree in place of what is there, with the folders that it needs."""
    place = os.path.join(root, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if os.path.lexists(place):
        os.remove(place)
    with open(place, "w") as file:
        file.write(text)
    os.chmod(place, mode)
