"""Sizes, marks, paths and other things that must not stand in the tree."""
import re

import tree

CHECKS = tree.Checks()
MAX_LINES = 700
# Spelt so that this file does not find itself.
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
PATHS = re.compile(r"(^|[^A-Za-z0-9_.}\"-])/(wo" r"rk|fa" r"rm|ro" r"ot|ho" r"me|tmp)/\w")
BY_NAME = re.compile(r"\b(pki" r"ll|kill" r"all)\b")
SHELL_WORDS = (".sh", ".mk", ".yml", ".yaml", ".bats", ".py")


@CHECKS("no source file is over 700 lines")
def sizes():
    for name in set(tree.having(".c", ".h", ".S", ".cc", ".py", ".sh", ".bats", ".def")
                    + tree.shell_scripts() + tree.python_scripts()):
        lines = tree.text(name).count("\n")
        if lines > MAX_LINES:
            yield f"{name}: {lines} lines"


@CHECKS("every source file opens with what it is for")
def openings():
    for name in tree.having(".c", ".h", ".S"):
        if not re.match(r"\s*(/\*|//)", tree.text(name)):
            yield name
    for name in tree.having(".py") + tree.shell_scripts():
        lines = tree.text(name).split("\n")
        first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
        if not first.startswith(("#", '"""')):
            yield name


def lines_with(pattern, names=None):
    for name, content in tree.texts():
        if names is None or name in names:
            for number, line in enumerate(content.split("\n"), 1):
                if pattern.search(line):
                    yield f"{name}:{number}: {line.strip()[:100]}"


@CHECKS("no mark of unfinished work stands in the tree")
def marks():
    return lines_with(MARKS)


@CHECKS("no path of one machine stands in the tree")
def machine_paths():
    return lines_with(PATHS)


@CHECKS("no script ends processes by their name")
def by_name():
    names = set(tree.having(*SHELL_WORDS) + tree.shell_scripts() + ["Makefile", ".ci/run"])
    return lines_with(BY_NAME, names)


@CHECKS("no line ends with a blank, and every file ends with a newline")
def blanks():
    for name, content in tree.texts():
        if "/golden/" in name or "/data/" in name:
            continue
        if content and not content.endswith("\n"):
            yield f"{name}: no newline at the end"
        for number, line in enumerate(content.split("\n"), 1):
            if line != line.rstrip():
                yield f"{name}:{number}: blank at the end"
