"""docs/go-documents.md says for every code block, rule and mistake of two documents where it is tried.

The documents are no part of the tree. What the table is held against is their structure, kept in
tests/meta/go-documents.facts: what stands where, and a hash of it. With DETSCHED_SEEDS naming the folder
that has them, the facts themselves are compared with them. `go_documents.py FOLDER` prints the facts.
"""
import collections
import hashlib
import os
import re
import sys

import tree

CHECKS = tree.Checks()
TABLE = "docs/go-documents.md"
FACTS = "tests/meta/go-documents.facts"
DOCUMENTS = ("go-concurrency-rules.txt", "go-concurrency-skill.txt")
Fact = collections.namedtuple("Fact", "document kind first last digest")
Row = collections.namedtuple("Row", "document first last says named")

# What may have no scenario: each is said in the table's last column as "none: ...".
NONE = {"context as first parameter", "no context in a struct", "t.Parallel", "a slogan",
        "the channel-or-mutex table", "a helper's body that is left out"}
SCOPE = ("code", "item", "table", "text")


def line_kind(line):
    if re.match(r"#+ ", line):
        return "heading"
    if re.match(r"\s*(-|\d+\.) ", line):
        return "item"
    if re.search(r":(\*\*)?$", line):
        return "label"
    return "table" if line.startswith("|") else "text"


def blocks(lines):
    """(kind, first, last) of each part of a document, in lines counted from 1; fences not included."""
    number = 0
    if lines[0] == "---":
        number = lines.index("---", 1) + 1
        yield "front", 1, number
    while number < len(lines):
        first = number + 1
        if lines[number].startswith("```"):
            number = lines.index("```", first)
            yield "code", first + 1, number
            for at in range(first, number):
                marked = re.match(r"\s*// (BAD|GOOD)\b", lines[at])
                if marked:
                    yield marked.group(1).lower(), at + 1, at + 1
        elif lines[number].strip():
            kind = line_kind(lines[number])
            while (kind in ("text", "table") and number + 1 < len(lines) and lines[number + 1].strip()
                   and line_kind(lines[number + 1]) == kind):
                number += 1
            yield kind, first, number + 1
        number += 1


def facts_of(folder):
    for document in DOCUMENTS:
        with open(os.path.join(folder, document), encoding="utf-8") as source:
            lines = source.read().splitlines()
        for kind, first, last in blocks(lines):
            content = "\n".join(lines[first - 1:last])
            yield Fact(document, kind, first, last, hashlib.sha256(content.encode()).hexdigest()[:16])


def kept_facts():
    for line in tree.text(FACTS).splitlines():
        document, kind, first, last, digest = line.split()
        yield Fact(document, kind, int(first), int(last), digest)


def rows():
    document = None
    for line in tree.text(TABLE).splitlines():
        heading = re.match(r"## `([\w.-]+)`", line)
        if heading:
            document = heading.group(1)
        cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
        lines = re.fullmatch(r"(\d+)(?:-(\d+))?", cells[0]) if cells else None
        if lines:
            first = int(lines.group(1))
            yield Row(document, first, int(lines.group(2) or first), *cells[1:3])


def scenarios_of(row):
    return re.findall(r"`((?:patterns|mistakes|races)/\w+)`", row.named)


def exists(name):
    end = ".c" if name.startswith("patterns/") else "_buggy.c"
    return os.path.exists(os.path.join("scenarios", name + end))


def uncovered(fact, inside):
    """Why the rows INSIDE a fact do not follow each other from its first line to its last."""
    at = fact.first
    for row in inside:
        if row.first != at:
            yield f"{fact.document}: {fact.kind} {fact.first}-{fact.last}: no row begins at line {at}"
            return
        at = row.last + 1
    if at != fact.last + 1:
        yield f"{fact.document}: {fact.kind} {fact.first}-{fact.last}: not covered from line {at} on"


@CHECKS("every code block, rule and mistake of the documents has its rows in docs/go-documents.md, in order")
def covered():
    facts, table = list(kept_facts()), list(rows())
    if {f.document for f in facts} != set(DOCUMENTS):
        yield f"{FACTS}: not of both documents"
    left = list(table)
    for fact in facts:
        if fact.kind in SCOPE:
            inside = []
            while left and left[0].document == fact.document and left[0].last <= fact.last:
                inside.append(left.pop(0))
            yield from uncovered(fact, inside)
        elif fact.kind in ("bad", "good"):
            begun = [r for r in table if (r.document, r.first) == (fact.document, fact.first)]
            if not begun:
                yield f"{fact.document}: no row begins at line {fact.first}, where a new example does"
            for row in begun:
                names = scenarios_of(row)
                if fact.kind == "bad" and not any(
                        n.startswith(("mistakes/", "races/")) for n in names):
                    yield f"{fact.document}: the mistake at line {fact.first} names none of ours"
    for row in left:
        yield f"{row.document}: the row of line {row.first} stands outside of the documents' parts"


@CHECKS("every row of docs/go-documents.md names scenarios that exist, or is of a kind that may have none")
def named():
    used = set()
    for row in rows():
        names = scenarios_of(row)
        used |= set(names)
        where = f"{row.document}:{row.first}"
        none = re.fullmatch(r"none: (.*)", row.named)
        if none and none.group(1) not in NONE:
            yield f"{where}: {none.group(1)} must have a scenario"
        if not none and not names:
            yield f"{where}: neither a scenario nor a reason"
        if not row.says:
            yield f"{where}: does not say what stands there"
        for name in names:
            if not exists(name):
                yield f"{where}: there is no scenario {name}"
    programs = {f"patterns/{n[:-2]}" for n in os.listdir("scenarios/patterns")}
    programs |= {f"mistakes/{n[:-8]}" for n in os.listdir("scenarios/mistakes") if n.endswith("_buggy.c")}
    for name in programs - used:
        yield f"{name}: no row names it"


@CHECKS("the kept structure of the documents is theirs")
def same():
    folder = os.environ.get("DETSCHED_SEEDS")
    if not folder:
        raise tree.Skip("DETSCHED_SEEDS does not say where the documents are")
    kept, found = set(kept_facts()), set(facts_of(folder))
    for fact in sorted(kept ^ found):
        yield f"{'kept, not found' if fact in kept else 'found, not kept'}: {' '.join(map(str, fact))}"


if __name__ == "__main__":
    for each in facts_of(sys.argv[1]):
        print(*each)
