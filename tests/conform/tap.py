"""TAP lines and runs of the tool, for the conformance tests."""
import os
import subprocess

FULL = bool(os.environ.get("FULL"))
BUILD = os.path.abspath(os.environ.get("B", "build"))
TOOL = os.path.join(BUILD, "bin", "detsched")
OURS = os.path.join(BUILD, "tests", "conform")
LIMIT_SECONDS = 1200 if FULL else 240


class Tap:
    def __init__(self):
        self.number = self.bad = 0

    def __call__(self, good, name, why=""):
        self.number += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)
        if not good:
            for line in why.splitlines()[:20]:
                print(f"#   {line}", flush=True)

    def plan(self):
        print(f"1..{self.number}", flush=True)
        return 1 if self.bad else 0


def run(words):
    """(status, what it printed); a run that takes too long has the status "limit"."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        return "limit", (late.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout.decode(errors="replace")
