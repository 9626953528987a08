"""What the checks share: the files of the tree, the compile commands, a small pool."""
import collections
import concurrent.futures
import functools
import glob
import os
import re
import shlex
import subprocess

BUILD = os.environ.get("B", "build")
CC = os.environ.get("CC") or "gcc"
Check = collections.namedtuple("Check", "name function")


class Skip(Exception):
    """Raised by a check that cannot run here; its text is the reason."""


class Checks(list):
    """The checks of one module; used as @CHECKS("name that is a fact")."""

    def __call__(self, name):
        def keep(function):
            self.append(Check(name, function))
            return function
        return keep


@functools.lru_cache(None)
def files():
    """Every file that belongs to the tree, also when it is no git checkout."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True,
                            text=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        names = [os.path.relpath(n, ".") for n in glob.glob("**", recursive=True, include_hidden=True)
                 if not n.startswith((".git/", "build/"))]
    return sorted(n for n in names if os.path.isfile(n) and not os.path.islink(n))


def having(*suffixes):
    return [n for n in files() if n.endswith(suffixes)]


def text(name):
    with open(name, encoding="utf-8", errors="surrogateescape") as handle:
        return handle.read()


@functools.lru_cache(None)
def texts():
    """(name, content) of every file that is text."""
    found = []
    for name in files():
        with open(name, "rb") as handle:
            content = handle.read()
        if b"\0" not in content:
            found.append((name, content.decode("utf-8", "surrogateescape")))
    return found


def shell_scripts():
    return [n for n, t in texts() if re.match(r"#! ?/\S*(/| )(ba|da)?sh\b", t) or n.endswith(".bash")]


def python_scripts():
    return [n for n, t in texts() if n.endswith(".py") or re.match(r"#! ?\S*python", t)]


@functools.lru_cache(None)
def commands():
    """{source: [compiler words]} of every C and C++ file, as make itself would compile it."""
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith(("MAKE", "MFLAGS")) and k != "T"}
    environment["BUILD"] = BUILD.split("/", 1)[1] if "/" in BUILD else "release"
    dry = subprocess.run(["make", "-Bkn", "V=1", "tool", "go", "test-build", "bench-build"], capture_output=True, text=True,
                         env=environment, check=False)
    found = {}
    for line in re.split(r"\n|&&|;", dry.stdout.replace("\\\n", " ")):
        try:
            split = shlex.split(line)
        except ValueError:
            continue
        if not split or not re.search(r"(gcc|g\+\+|cc|c\+\+|clang(\+\+)?)(-\d+)?$", split[0]):
            continue
        for source in [w for w in split[1:] if w.endswith((".c", ".cc", ".cpp"))]:
            found.setdefault(os.path.normpath(source), split)
    # Commands whose compiler or flags the shell fills in: what stands in the words is taken.
    for line in dry.stdout.replace("\\\n", " ").split("\n"):
        plain = re.search(r"\$\(.*?(-std=.*?)(\$\(|$)", line) or re.search(r"(-std=.*?)(\$\()", line)
        if plain and " -o " in plain.group(1):
            words = ["gcc", *plain.group(1).split()]
            for source in [w for w in words if w.endswith((".c", ".cc", ".cpp"))]:
                found.setdefault(os.path.normpath(source), words)
    if not found:
        raise RuntimeError("make -n compiles nothing: " + dry.stderr)
    return found


def flags(words, keep_warnings=True):
    """Those of a compile command's words that say how a source is read."""
    kept, skip = [], False
    for word, after in zip(words[1:], words[2:] + [""]):
        if skip:
            skip = False
        elif word == "-include" and after.endswith("/common.hpp"):
            skip = True  # precompiled by g++, and each source includes what it needs itself
        elif word in ("-I", "-D", "-U", "-isystem", "-include", "-std"):
            kept += [word, after]
            skip = True
        elif word in ("-o", "-MF", "-MT", "-x"):
            skip = True
        elif word.startswith(("-fsanitize", "-flto", "-fprofile")):
            continue
        elif word.startswith(("-I", "-D", "-U", "-std", "-f", "-n", "-isystem", "-pthread", "-O", "-m")):
            kept.append(word)
        elif word.startswith("-W") and not word.startswith(("-Wl,", "-Wa,")) and keep_warnings:
            kept.append(word)
    return kept


def in_parallel(function, items):
    """All lines of function(item) over the items, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for lines in pool.map(lambda item: list(function(item)), items):
            yield from lines


def portions(names, size=20):
    """NAMES in lists for programs that take many: they are slow to start."""
    return [names[at:at + size] for at in range(0, len(names), size)]


def complaint(command, prefix="", only=""):
    """What COMMAND printed, as lines, if it failed; only those that hold ONLY."""
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode == 0:
        return []
    lines = [prefix + line for line in (ran.stdout + ran.stderr).splitlines()
             if line.strip() and only in line]
    return lines[:12] or [f"{prefix}{command[0]} ended with status {ran.returncode}"]
