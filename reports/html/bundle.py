#!/usr/bin/python3
"""Bundles the HTML report's style and program into one C file: bundle.py OUT.c [FOLDER]

esbuild follows the imports from main.js and main.css; libraries are Debian's node modules, whose licence
stands at the head of what comes out. FOLDER, if given, gets the two bundles as files as well.
"""
import base64
import hashlib
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = "/usr/share/nodejs"
LICENCE = "/usr/share/doc/node-d3-selection/copyright"


def licence():
    """The notice that d3-selection's licence asks for, from its package."""
    with open(LICENCE, encoding="utf-8") as text:
        words = text.read().replace("*/", "* /")
    return "/*! This program holds d3-selection:\n" + words.strip() + "\n*/"


def bundled(source, *options):
    """What esbuild makes of one entry file."""
    ran = subprocess.run(
        ["esbuild", os.path.join(HERE, source), "--bundle", "--minify", "--charset=ascii",
         "--log-level=warning", "--target=chrome100,firefox100,safari15", *options],
        env={**os.environ, "NODE_PATH": MODULES}, stdout=subprocess.PIPE, check=False, text=True)
    if ran.returncode:
        sys.exit(f"bundle.py: esbuild could not bundle {source}")
    return ran.stdout.strip()


def checked(name, text):
    if re.search(r"</(script|style)|<!--", text, re.IGNORECASE) or "\0" in text:
        sys.exit(f"bundle.py: the {name} would end its element early")
    if re.search(r"https?://(?!www\.w3\.org/)", re.sub(r"/\*!.*?\*/", "", text, flags=re.DOTALL)):
        sys.exit(f"bundle.py: the {name} names a place on the network")
    return text


def c_string(name, text):
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    lines = [text[at:at + 90] for at in range(0, len(text), 90)]
    quoted = "\n".join('    "' + re.sub(r"[^ !#-\[\]-~]|\?", lambda m: f"\\{ord(m[0]):03o}", line) + '"'
                       for line in lines)
    return (f"const char rp_html_{name}[] =\n{quoted};\n"
            f"const char rp_html_{name}_hash[] = \"sha256-{digest}\";\n")


def main():
    style = checked("style", bundled("main.css"))
    script = checked("script", licence() + "\n" + bundled("main.js", "--format=iife"))
    if len(sys.argv) > 2:
        for name, text in (("page.css", style), ("page.js", script)):
            with open(os.path.join(sys.argv[2], name), "w", encoding="utf-8") as out:
                out.write(text)
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as out:
        out.write("/* Made by reports/html/bundle.py. */\n#include \"reports/html_page.h\"\n"
                  + c_string("style", style) + c_string("script", script))
    os.rename(sys.argv[1] + ".new", sys.argv[1])


if __name__ == "__main__":
    main()
