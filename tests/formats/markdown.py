"""A reader of the little Markdown and Mermaid that reports have: tables, fences, text; strict."""
import html
import re

from tap import need

NUMBER = re.compile(r"#(\d+);")
WORD = r"(?:[A-Za-z0-9 _.,/()]|#\d+;|[^\x00-\x7f])*"
MERMAID = [re.compile(pattern) for pattern in (
    r"sequenceDiagram$",
    rf"    participant (t\d+) as ({WORD})$",
    rf"    (t\d+)->>(t\d+): ({WORD})$",
    rf"    Note over (t\d+): ({WORD}(?:<br/>{WORD})?)$",
    r"    rect rgb\(\d+, \d+, \d+\)$",
    r"    end$")]
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[`*_\[\]|~]")


def plain(text):
    """What a reader sees of a line of text; fails if any of it is markup."""
    need(not UNESCAPED.search(text), f"markup: {text!r}")
    need(not re.search(r"<|&(?!amp;|lt;|gt;|#\d+;)|[$@#](?<!&#)", text), f"HTML or a mark: {text!r}")
    return html.unescape(re.sub(r"\\(.)", r"\1", text))


def cells(line):
    need(line.startswith("|") and line.endswith("|"), f"no row: {line!r}")
    row = line[1:-1]
    found, cell, at = [], "", 0
    while at < len(row):
        if row[at] == "\\" and at + 1 < len(row):
            cell += row[at:at + 2]
            at += 2
            continue
        if row[at] == "|":
            found.append(cell.strip(" "))
            cell = ""
        else:
            cell += row[at]
        at += 1
    return found + [cell.strip(" ")]


def read(text):
    """{"tables": rows of cells, "code": [(language, text)], "text": lines}"""
    page = {"tables": [], "code": [], "text": []}
    lines = text.split("\n")
    at = width = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        fence = re.match(r"(`{3,})(\w+)$", line)
        if fence:
            end = lines.index(fence.group(1), at)
            page["code"].append((fence.group(2), "\n".join(lines[at:end])))
            at = end + 1
        elif line.startswith("|"):
            row = cells(line)
            width = width or len(row)
            need(len(row) == width, f"{len(row)} cells, not {width}: {line!r}")
            page["tables"].append([c if set(c) <= set("-:") else plain(c) for c in row])
        else:
            width = 0
            bold = re.match(r"\*\*(.*)\*\*$", line)
            heading = re.match(r"#{1,3} (.*)$", line)
            if line in ("<details><summary>The schedule</summary>", "</details>"):
                continue
            page["text"].append(plain((bold or heading).group(1) if bold or heading else line))
    return page


def diagram(text):
    """The participants and notes of a Mermaid sequence diagram: (names by id, [(id, text)])"""
    def word(escaped):
        return NUMBER.sub(lambda m: chr(int(m.group(1))), escaped)
    people, notes, arrows, depth = {}, [], 0, 0
    for number, line in enumerate(text.rstrip("\n").split("\n")):
        kind = next((i for i, p in enumerate(MERMAID) if p.match(line)), None)
        need(kind is not None and (kind == 0) == (number == 0), f"line {number}: {line!r}")
        found = MERMAID[kind].match(line).groups()
        if kind == 1:
            people[found[0]] = word(found[1])
        elif kind == 2:
            need(found[0] in people and found[1] in people and found[0] != found[1], line)
            arrows += 1
        elif kind == 3:
            need(found[0] in people, line)
            notes.append((found[0], word(found[1])))
        depth += (kind == 4) - (kind == 5)
        need(0 <= depth <= 1, "boxes within boxes")
    need(depth == 0, "a box without an end")
    need(0 < len(notes) <= 60, f"{len(notes)} events")
    return people, notes, arrows
