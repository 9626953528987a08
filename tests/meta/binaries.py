"""What the built files need and offer."""
import glob
import os
import re
import subprocess

import tree

CHECKS = tree.Checks()
SHIM = os.path.join(tree.BUILD, "lib", "libdetsched.so")
RACE = sorted(glob.glob(os.path.join(tree.BUILD, "lib", "detsched", "*.so*")))
MAY_NEED = {"libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@CHECKS("the engine's undefined symbols are on the allow list")
def engine_undefined():
    objects = sorted(glob.glob(os.path.join(tree.BUILD.split("/")[0], "pic/runtime/engine/*.o")))
    if not objects:
        yield "no engine object was built"
        return
    allowed = set(re.sub(r"#.*", "", tree.text("runtime/engine/undefined.allow")).split())
    defined, undefined = set(), set()
    for line in output("nm", "-P", *objects).splitlines():
        words = line.split()
        if len(words) >= 2:
            (undefined if words[1] in "Uwv" else defined).add(words[0])
    for name in undefined - defined - allowed - {"_GLOBAL_OFFSET_TABLE_"}:
        yield name


@CHECKS("the shim needs libc, libgcc_s and the loader only")
def needed():
    found = set(re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-dW", SHIM)))
    if "libc.so.6" not in found:
        yield "libc.so.6 is not needed?"
    yield from found - MAY_NEED


@CHECKS("the data-race runtime needs libc and libgcc_s only, and is bound at once, under three names")
def race():
    for path in RACE:
        dynamic = output("readelf", "-dW", path)
        yield from set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)) - MAY_NEED
        if f"soname: [{os.path.basename(path)}]" not in dynamic or "NOW" not in dynamic:
            yield path
        yield from (line for line in output("nm", "-DP", "--defined-only", path).splitlines()
                    if line.startswith("race_"))
    if len(RACE) != 3:
        yield f"{len(RACE)} of them"


@CHECKS("the shim is initialised first, bound at once and never unloaded")
def link_flags():
    dynamic = output("readelf", "-dW", SHIM)
    for flag in ("INITFIRST", "NOW", "NODELETE"):
        if flag not in dynamic:
            yield flag


@CHECKS("the shim exports exactly what its map names")
def exports():
    named = set()
    body = re.sub(r"/\*.*?\*/", "", tree.text("shim/exports.map"), flags=re.DOTALL)
    section = re.search(r"global:(.*?)(local:|\})", body, re.DOTALL)
    for word in section.group(1).replace(";", " ").split():
        named.add(word)
    offered = {line.split()[0].split("@")[0]
               for line in output("nm", "-DP", "--defined-only", SHIM).splitlines()}
    for name in offered - named:
        yield f"{name}: exported, not in exports.map"
    for name in named - offered:
        yield f"{name}: in exports.map, not exported"


@CHECKS("the shim's stack is not executable and it has no text relocation")
def hardened():
    headers = output("readelf", "-lW", SHIM)
    if not re.search(r"GNU_STACK.*RW ", headers):
        yield "executable stack"
    if "TEXTREL" in output("readelf", "-dW", SHIM):
        yield "text relocations"
