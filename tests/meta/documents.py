"""What the documents must name, and nothing that does not exist."""
import os
import re
import subprocess

import tree

CHECKS = tree.Checks()
TOOL = os.path.join(tree.BUILD, "bin", "detsched")
MAN = "docs/detsched.1.scd"
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[A-Za-z])(?![\w-])")


def helped():
    """Every option that the help of some command names."""
    found = set()
    names = subprocess.run([TOOL, "--dump-options", "commands"], capture_output=True, text=True,
                           check=True).stdout.split()
    for command in ((), *((name,) for name in names)):
        ran = subprocess.run([TOOL, *command, "--help"], capture_output=True, text=True, check=True)
        for line in ran.stdout.splitlines():
            if line.startswith(" ") and line.lstrip().startswith("-"):
                found |= set(OPTION.findall(re.split(r"\s{2,}", line.strip())[0]))
    return found


def in_manual():
    with open(os.path.join(tree.BUILD, "man", "detsched.1"), encoding="utf-8") as page:
        plain = re.sub(r"\\f[BIRP]", "", page.read()).replace("\\-", "-")
    found = set()
    body = plain.split(".SH COMMANDS AND OPTIONS", 1)[1].split("\n.SH ", 1)[0]
    for line in body.splitlines():
        if line.startswith("-"):
            found |= set(OPTION.findall(line.split("  ")[0]))
    return found


@CHECKS("help and manual page name the same options")
def options():
    shown, written = helped(), in_manual()
    if not shown:
        yield "the help names no option"
    for name in shown - written:
        yield f"{name}: in the help, not in the manual page"
    for name in written - shown:
        yield f"{name}: in the manual page, not in the help"


@CHECKS("both completions offer every long option")
def completions():
    for name in ("detsched.bash", "_detsched"):
        with open(os.path.join(tree.BUILD, "completion", name), encoding="utf-8") as script:
            offered = set(OPTION.findall(script.read()))
        for option in {o for o in helped() if o.startswith("--")} - offered:
            yield f"{name}: {option}"


@CHECKS("every trap of docs/contributing.md has tests, and they exist")
def traps():
    table = tree.text("docs/contributing.md").split("| trap | tests |\n|---|---|\n", 1)[1]
    rows = [row.strip("|").split("|") for row in table.splitlines() if row.startswith("|")]
    if len(rows) < 15:
        yield "the table of traps is not where it was"
    for trap, tests in rows:
        names = re.findall(r"`([\w/]+)`", tests)
        if not names:
            yield f"{trap.strip()}: no test"
        for name in names:
            path = os.path.join("tests", "" if "/" in name else "programs", name)
            if not any(os.path.exists(path + end) for end in (".c", ".cc", "")):
                yield f"{name}: no such test"


@CHECKS("every kind of finding and every misuse is in docs/findings.md")
def kinds():
    headings = set(re.findall(r"^## `([a-z-]+)`", tree.text("docs/findings.md"), re.MULTILINE))
    enum = re.search(r"enum hn_kind \{(.*?)\}", tree.text("harness/detect/detector.h"), re.DOTALL)
    known = {k.lower().replace("_", "-") for k in re.findall(r"HN_(\w+)", enum.group(1))
             if k != "KIND_COUNT"}
    for name in known ^ headings:
        yield f"{name}: {'not documented' if name in known else 'documented, but there is no such kind'}"
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", tree.text("docs/findings.md"), re.MULTILINE))
    subkinds = set(re.findall(r'^DS_MISUSE\(\w+,\s*"([a-z-]+)"',
                              tree.text("runtime/engine/misuse.def"), re.MULTILINE)) - {"none"}
    for name in subkinds - rows:
        yield f"misuse {name}: not documented"


@CHECKS("every exit status is documented")
def statuses():
    rows = set(re.findall(r"^\| (\d+) \|", tree.text("docs/exit-statuses.md"), re.MULTILINE))
    used = set(re.findall(r"^    HN_[A-Z]+ = (\d+),?", tree.text("harness/util.h"), re.MULTILINE))
    if not used:
        yield "harness/util.h names no exit status"
    for number in used ^ rows:
        yield f"{number}: {'not documented' if number in used else 'documented, but not used'}"


@CHECKS("every file and folder that a document links to exists")
def links():
    for name in tree.having(".md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", tree.text(name)):
            if not os.path.exists(os.path.join(os.path.dirname(name), target)):
                yield f"{name}: {target}"


@CHECKS("every make target that a document names exists")
def targets():
    rules = "".join(tree.text(n) for n in tree.files() if n == "Makefile" or n.endswith(".mk"))
    known = set(re.findall(r"^([a-z-]+)(?: [a-z -]+)?:", rules, re.MULTILINE))
    for line in re.findall(r"^\.PHONY: (.*)$", rules, re.MULTILINE):
        known |= set(line.split())
    for name in tree.having(".md"):
        for target in re.findall(r"(?:`|^    )make ([a-z][a-z-]*)", tree.text(name), re.MULTILINE):
            if target not in known:
                yield f"{name}: make {target}"


@CHECKS("docs/scenarios.md lists the catalogue as it is")
def catalogue():
    made = subprocess.run(["contrib/scenario-list"], capture_output=True, text=True, check=True).stdout
    if made != tree.text("docs/scenarios.md"):
        yield "docs/scenarios.md: run make scenario-list"
