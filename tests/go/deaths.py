#!/usr/bin/python3
"""Every way to die of fatal.c, against fatal.txt; and a leak that is found at exit. Prints TAP."""
import os
import re
import subprocess
import sys

BUILD = os.environ.get("B", "build")
LIMIT_SECONDS = 60
# A frame of the trace: where the code lies differs from build to build.
FRAME = re.compile(r"^(?:\S+\(\.\.\.\)\n)?\t\S+\+0x[0-9a-f]+\n", re.MULTILINE)
LEFT_OVER = re.compile(r"^\[Goroutine 2 in state \S+.*, with stays on top of the stack:\n"
                       r"created by main in goroutine 1\n\t\S+leaks_exit.c:\d+\]", re.MULTILINE)


def died(name, *arguments):
    ran = subprocess.run([os.path.join(BUILD, "tests", "go", name), *arguments], capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, timeout=LIMIT_SECONDS, check=False)
    return ran.returncode, ran.stdout.replace("\n", "|"), FRAME.sub("", ran.stderr)


def wanted():
    """{case: (status, standard output, standard error)} of fatal.txt."""
    with open("tests/go/fatal.txt", encoding="utf-8") as text:
        parts = re.split(r"^== (\w+) (\d+)(?: (.*))?\n", text.read(), flags=re.MULTILINE)
    return {name: (int(status), output or "", error)
            for name, status, output, error in zip(*[iter(parts[1:])] * 4)}


def tests():
    """(name, whether it is so, what else there is to say) of each test."""
    cases = wanted()
    with open("tests/go/fatal.c", encoding="utf-8") as source:
        listed = set(re.findall(r"^\s+CASE\((\w+)\),$", source.read(), re.MULTILINE))
    yield "fatal.txt has every way to die", listed == set(cases), listed ^ set(cases)
    status, output, error = died("leaks_exit")
    yield ("a leak that is found at exit gives status 1",
           (status, output) == (1, "main ends|") and LEFT_OVER.search(error), error)
    ran = subprocess.run([os.path.join(BUILD, "tests", "go", "fatal"), "in_goroutine"],
                         capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    frames = FRAME.findall(ran.stderr)
    yield ("a goroutine's trace has the program's own frames, and no other",
           len(frames) == 1 and re.search(r"/fatal\+0x", frames[0]), ran.stderr)
    for name, want in cases.items():
        got = died("fatal", name)
        yield f"{name} ends as fatal.txt says", got == want, f"wanted {want}, got {got}"


def main():
    count = failed = 0
    for count, (name, good, detail) in enumerate(tests(), 1):
        print(f"{'' if good else 'not '}ok {count} - {name}", flush=True)
        if not good:
            failed = 1
            print(f"# {detail}".replace("\n", "\\n"))
    print(f"1..{count}")
    return failed


sys.exit(main())
