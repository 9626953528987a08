"""Reads the catalogue: programs with a machine-read header comment. Most are pairs, a buggy twin and a
clean one; those of scenarios/patterns are right as they are and have no twin. What is found in a
buggy twin may beside the kind be of those that `also` names: of scenarios/races any, of the others races
only, which they have where they are compiled for race detection."""

import difflib
import pathlib
import re

FIELDS = ("scenario", "twin", "kind", "subkind", "severity", "functions", "always", "needs", "args",
          "about")
# Notes that have to be found beside the kind.
OPTIONAL = ("notes", "also")
SEVERITY = {
    "self-deadlock": "error", "lost-wakeup": "error", "deadlock": "error",
    "partial-deadlock": "error", "misuse": "error", "assert": "error", "crash": "error",
    "exit-status": "error", "livelock": "error", "nondeterminism": "error",
    "lock-order": "warning", "thread-leak": "warning", "busy-loop": "warning",
}
# Kinds that only programs with goroutines can have.
GO_SEVERITY = {
    "send-on-closed": "error", "close-of-closed": "error", "nil-channel": "error",
    "waitgroup-misuse": "error", "copied-lock": "error", "lock-held-at-exit": "error",
    "panic": "error", "goroutine-leak": "error", "channel-blocked": "error",
    "unbounded-goroutines": "note", "channel-as-mutex": "note", "sleep-sync": "note",
    "lock-across-blocking": "note", "context-not-cancelled": "note",
}
# Kinds that only programs built for the data-race runtime can have.
RACE_SEVERITY = {"data-race": "error", "use-after-free": "error"}
# Natively these do no harm: main's return ends the program, whoever is still there.
HARMLESS = {"goroutine-leak", "nil-channel", "copied-lock", "waitgroup-misuse"}
PATTERNS, MISTAKES, RACES = "patterns", "mistakes", "races"
MAX_CHANGED = 15
MAX_ALWAYS = 8
MIN_PAIRS = 30
MIN_MISTAKES = 27
MIN_PATTERNS = 19
MIN_RACES = 60


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
        if named and named.group(1) in FIELDS + OPTIONAL:
            last = named.group(1)
            fields[last] = named.group(2).strip()
        elif last and line.strip():
            fields[last] += " " + line.strip()
    return fields, text[match.end():]


def dash_list(value):
    return [] if value in ("", "-") else [item.strip() for item in value.split(",")]


def header_faults(which, header, twin, name):
    out = []
    missing = [f for f in FIELDS if f not in header]
    if missing:
        out.append("%s header lacks %s" % (which, ", ".join(missing)))
    if header.get("twin") != twin:
        out.append("%s header says twin %s" % (which, header.get("twin")))
    if header.get("scenario") != name.split("/")[1]:
        out.append("%s header names another scenario" % which)
    if header.get("about", "-") in ("", "-"):
        out.append("%s header says nothing about it" % which)
    return out


class Pattern:
    """A program that is right as it is, and nothing may be found in it."""

    def __init__(self, root, source, build):
        self.name = str(source.relative_to(root).with_suffix(""))
        self.clean_program = build / "scenarios" / self.name
        self.header, _ = split_header(source.read_text())
        self.args = "".join(dash_list(self.header.get("args", ""))).split()

    def faults(self):
        out = header_faults("its", self.header, "none", self.name)
        if self.header.get("kind") != "none":
            out.append("it claims a kind")
        return out


class Pair:
    """A buggy twin, its clean twin, and what the header claims about them."""

    def __init__(self, root, buggy, build):
        self.clean_source = buggy.with_name(buggy.name.replace("_buggy.", "_clean."))
        self.name = str(buggy.relative_to(root).with_suffix(""))[:-len("_buggy")]
        self.is_mistake = self.name.startswith(MISTAKES + "/")
        self.is_race = self.name.startswith(RACES + "/")
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
        self.notes = dash_list(self.header.get("notes", ""))
        self.also = dash_list(self.header.get("also", ""))
        self.needs = dash_list(self.header.get("needs", ""))
        self.args = "".join(dash_list(self.header.get("args", ""))).split()
        self.always = self.header.get("always") == "yes"
        self.passes_natively = self.is_race or not self.always or (
            self.is_mistake and (self.kind in HARMLESS or self.severity == "note"))

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
        if not self.clean_source.exists():
            return ["there is no clean twin"]
        out = (header_faults("buggy", self.header, "buggy", self.name)
               + header_faults("clean", self.clean_header, "clean", self.name))
        severity = (SEVERITY.get(self.kind) or GO_SEVERITY.get(self.kind)
                    or RACE_SEVERITY.get(self.kind))
        if severity is None:
            out.append("no such kind: %s" % self.kind)
        elif severity != self.severity:
            out.append("a %s is no %s" % (self.kind, self.severity))
        out += ["%s is no note" % n for n in self.notes if GO_SEVERITY.get(n) != "note"]
        if self.is_race != (self.kind in RACE_SEVERITY):
            out.append("a %s among the wrong programs" % self.kind)
        if not self.is_race and set(self.also) - set(RACE_SEVERITY):
            out.append("only a race may have other findings beside it than races")
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
    """The pairs and the patterns under ROOT, each sorted by name, and files that are neither."""
    root, build = pathlib.Path(root), pathlib.Path(build)
    sources = sorted(s for s in root.glob("*/*") if s.suffix in (".c", ".cpp", ".rs"))
    patterns = [s for s in sources if s.parent.name == PATTERNS]
    buggy = [s for s in sources if s.stem.endswith("_buggy") and s not in patterns]
    twins = {b.with_name(b.name.replace("_buggy.", "_clean.")) for b in buggy}
    stray = [s for s in sources if s not in twins and s not in buggy and s not in patterns]
    return ([Pair(root, s, build) for s in buggy], [Pattern(root, s, build) for s in patterns], stray)
