#!/usr/bin/python3
"""Runs the tests of libdetgo under detsched, which must find nothing in them. Prints TAP."""
import os
import subprocess
import sys
import tempfile

BUILD = os.environ.get("B", "build")
SEEDS = "1000" if os.environ.get("FULL") else "200"
LIMIT_SECONDS = 600
PROGRAMS = ("atomic", "cond", "context", "context_after", "errgroup", "error", "frames", "goroutines",
            "leaks", "mutex", "once", "rate", "rwmutex", "timers", "waitgroup")


def main():
    failed = 0
    print(f"1..{len(PROGRAMS)}")
    for count, name in enumerate(PROGRAMS, 1):
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([os.path.join(BUILD, "bin", "detsched"), "--seeds", SEEDS, "--out",
                                  os.path.join(folder, "out"), os.path.join(BUILD, "tests", "go", name),
                                  "model"], capture_output=True, text=True, errors="replace",
                                 timeout=LIMIT_SECONDS, check=False)
        good = ran.returncode == 0
        failed |= not good
        print(f"{'' if good else 'not '}ok {count} - {name} holds over {SEEDS} seeds", flush=True)
        if not good:
            print("# " + "\n# ".join((ran.stdout + ran.stderr).splitlines()[:20]))
    return 1 if failed else 0


sys.exit(main())
