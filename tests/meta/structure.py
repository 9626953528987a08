"""Who may include whom, and headers that stand alone."""
import os
import re

import tree

CHECKS = tree.Checks()
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:<([^>]+)>|"([^"]+)")', re.MULTILINE)
# Folder: (folders or files it may include of ours, its own folder aside).
MAY = {
    "runtime/engine": (),
    "runtime/go": (),
    "runtime/race": ("runtime/engine",),
    "shim": ("runtime/engine", "runtime/go/probe.h", "runtime/race/attach.h"),
    "reports": (),
    # Tables: doctor says with refused.def what of a program is refused, explanations name what unsafe.def has.
    "harness": ("runtime/engine", "shim/abi.h", "shim/outhash.h", "shim/refused.def", "shim/unsafe.def", "reports"),
    "scenarios": (),
}
FREESTANDING = {"stddef.h", "stdint.h", "stdbool.h", "limits.h", "stdalign.h"}
# Libraries of the command: never in what is loaded into the program under test.
HEAVY = re.compile(r"(elfutils|dwarf|libelf|gelf|jansson|libxml|graphviz|cgraph|gvc)")
PUBLIC = "detsched.h"


def includes(name):
    for system, own in INCLUDE.findall(tree.text(name)):
        yield (system, None) if system else (None, own)


def resolve(name, included):
    """The file of ours that an include names: beside the including file, or from the top."""
    for base in (os.path.dirname(name), "."):
        path = os.path.normpath(os.path.join(base, included))
        if os.path.isfile(path):
            return path
    return None


def zone(name):
    return next((z for z in MAY if name.startswith(z + "/")), None)


def allowed(own_zone, path):
    return any(path == may or path.startswith(may + "/") for may in (own_zone, *MAY[own_zone]))


@CHECKS("the arrows between folders point one way")
def arrows():
    for name in tree.having(".c", ".h", ".S", ".def"):
        own_zone = zone(name)
        if not own_zone:
            continue
        for system, own in includes(name):
            if system:
                continue
            if os.path.basename(own) == PUBLIC and own_zone == "scenarios":
                continue
            path = resolve(name, own)
            if path is None:
                yield f"{name}: includes {own}, which is not in the tree"
            elif not allowed(own_zone, path):
                yield f"{name}: {own_zone} may not include {path}"


@CHECKS("the engine includes freestanding headers only")
def freestanding():
    for name in tree.having(".c", ".h"):
        if zone(name) == "runtime/engine":
            for system, _ in includes(name):
                if system and system not in FREESTANDING:
                    yield f"{name}: <{system}>"


@CHECKS("nothing heavy is included outside harness and reports")
def light():
    for name in tree.having(".c", ".h"):
        if zone(name) in ("runtime/engine", "runtime/race", "shim", "scenarios"):
            for system, _ in includes(name):
                if system and HEAVY.search(system):
                    yield f"{name}: <{system}>"


@CHECKS("every header can be included alone")
def alone():
    by_folder = {os.path.dirname(source): words for source, words in tree.commands().items()}

    def one(name):
        words = by_folder.get(os.path.dirname(name))
        if words is None:
            words = ["gcc", "-std=gnu11", "-I."]
        # The sources define _GNU_SOURCE before their first header; some headers ask for that.
        gnu = [] if any("_GNU_SOURCE" in word for word in words) else ["-D_GNU_SOURCE="]
        return tree.complaint(["gcc", *tree.flags(words), *gnu, "-fsyntax-only", "-x", "c",
                               "-include", name, "/dev/null"], f"{name}: ", only="error: ")
    return tree.in_parallel(one, tree.having(".h"))


@CHECKS("every header has a guard named after its zone or file")
def guards():
    for name in tree.having(".h"):
        content = tree.text(name)
        guard = re.search(r"#ifndef (\w+_H)\n#define \1\n", content)
        if not guard and "#pragma once" not in content:
            yield name
