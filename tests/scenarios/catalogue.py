"""Reads the catalogue: pairs of programs, each with a machine-read header comment."""

import difflib
import pathlib
import re

FIELDS = ("scenario", "twin", "kind", "subkind", "severity", "functions", "always", "needs", "args",
          "about")
SEVERITY = {
    "self-deadlock": "error", "lost-wakeup": "error", "deadlock": "error",
    "partial-deadlock": "error", "misuse": "error", "assert": "error", "crash": "error",
    "exit-status": "error", "livelock": "error", "nondeterminism": "error",
    "thread-leak": "warning", "busy-loop": "warning",
}
MAX_CHANGED = 15
MAX_ALWAYS = 8
MIN_PAIRS = 30


def split_header(text):
    """The first block comment's fields, and the rest of the file."""
    match = re.match(r"/\*(.*?)\*/\n", text, re.S)
    fields = {}
    if not match:
        return fields, text
    last = None
    for line in match.group(1).split("\n"):
        line = re.sub(r"^\s*\*?\s?", "", line)
        named = re.match(r"([a-z]+): *(.*)", line)
        if named and named.group(1) in FIELDS:
            last = named.group(1)
            fields[last] = named.group(2).strip()
        elif last and line.strip():
            fields[last] += " " + line.strip()
    return fields, text[match.end():]


def dash_list(value):
    return [] if value in ("", "-") else [item.strip() for item in value.split(",")]


class Pair:
    """A buggy twin, its clean twin, and what the header claims about them."""

    def __init__(self, root, buggy, build):
        self.buggy_source = buggy
        self.clean_source = buggy.with_name(buggy.name.replace("_buggy.", "_clean."))
        self.name = str(buggy.relative_to(root).with_suffix(""))[:-len("_buggy")]
        self.buggy_program = build / "scenarios" / (self.name + "_buggy")
        self.clean_program = build / "scenarios" / (self.name + "_clean")
        self.header, self.body = split_header(buggy.read_text())
        self.clean_header, self.clean_body = {}, ""
        if self.clean_source.exists():
            self.clean_header, self.clean_body = split_header(self.clean_source.read_text())
        self.kind = self.header.get("kind", "")
        self.subkind = "".join(dash_list(self.header.get("subkind", "")))
        self.severity = self.header.get("severity", "")
        self.functions = dash_list(self.header.get("functions", ""))
        self.needs = dash_list(self.header.get("needs", ""))
        self.args = "".join(dash_list(self.header.get("args", ""))).split()
        self.always = self.header.get("always") == "yes"

    def changed_lines(self):
        """Lines by which the twins differ: those removed and those added."""
        old, new = self.body.split("\n"), self.clean_body.split("\n")
        total = 0
        for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if tag != "equal":
                total += (b - a) + (d - c)
        return total

    def faults(self):
        """What is wrong with the headers or the twins, in words; empty if nothing is."""
        out = []
        if not self.clean_source.exists():
            return ["there is no clean twin"]
        for which, header, twin in (("buggy", self.header, "buggy"),
                                    ("clean", self.clean_header, "clean")):
            missing = [f for f in FIELDS if f not in header]
            if missing:
                out.append("%s header lacks %s" % (which, ", ".join(missing)))
            if header.get("twin") != twin:
                out.append("%s header says twin %s" % (which, header.get("twin")))
            if header.get("scenario") != self.name.split("/")[1]:
                out.append("%s header names another scenario" % which)
            if header.get("about", "-") in ("", "-"):
                out.append("%s header says nothing about it" % which)
        if SEVERITY.get(self.kind) is None:
            out.append("no such kind: %s" % self.kind)
        elif SEVERITY[self.kind] != self.severity:
            out.append("a %s is no %s" % (self.kind, self.severity))
        if self.kind == "misuse" and not self.subkind:
            out.append("a misuse without a subkind")
        if self.clean_header.get("kind") != "none":
            out.append("the clean twin claims a kind")
        if not self.functions:
            out.append("no function named")
        for function in self.functions:
            if function.split("::")[-1] + "(" not in self.body:
                out.append("%s is not in the program" % function)
        if self.header.get("always") not in ("yes", "no"):
            out.append("always is neither yes nor no")
        if not 0 < self.changed_lines() <= MAX_CHANGED:
            out.append("the twins differ by %d lines" % self.changed_lines())
        return out


def load(root, build):
    """Every pair under ROOT, sorted by name; a clean twin without a buggy one is a pair too."""
    root = pathlib.Path(root)
    sources = sorted(s for s in root.glob("*/*") if s.suffix in (".c", ".cpp", ".rs"))
    buggy = [s for s in sources if s.stem.endswith("_buggy")]
    twins = {b.with_name(b.name.replace("_buggy.", "_clean.")) for b in buggy}
    stray = [s for s in sources if s not in twins and s not in buggy]
    return [Pair(root, s, pathlib.Path(build)) for s in buggy], stray
