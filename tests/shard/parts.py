"""What the tests of shards share: campaigns, merges, and the comparison of what they leave behind."""
import json
import os
import re
import shutil
import subprocess
import sys

BUILD = os.path.abspath(os.environ.get("B", "build"))
TOOL = os.path.join(BUILD, "bin", "detsched")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FULL = bool(os.environ.get("FULL"))
# Whatever system runs the tests must not be taken for one of those that they play.
ENV = {name: value for name, value in os.environ.items()
       if not re.match("SLURM|DETSCHED|PARALLEL|CI_NODE|TEST_|JOB_COMPL|CIRCLE|BUILDKITE", name)}
LIMIT = 300  # seconds, far above what anything here takes


def program(name):
    return os.path.join(BUILD, "tests", "shard", name)


class Tap:
    def __init__(self):
        self.number = self.bad = 0

    def __call__(self, good, name, why=""):
        self.number += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)
        if not good:
            for line in str(why).splitlines()[:20]:
                print(f"#   {line}", flush=True)
        return good


def run(words, **more):
    """(status, output, error output)"""
    more.setdefault("env", ENV)
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=LIMIT, check=False, **more)
    return done.returncode, done.stdout, done.stderr


class Campaign:
    """One program under one set of options, in a folder of its own: DIR/whole, DIR/1, DIR/2, ..."""

    def __init__(self, folder, words, options):
        self.folder, self.words = folder, words
        self.options = ["-q", "--confirm", "1", *options]
        os.makedirs(folder)

    def path(self, name):
        return os.path.join(self.folder, str(name))

    def command(self, name, *more):
        return [TOOL, *self.options, "--out", self.path(name), "--report",
                f"json:{self.path(name)}.json", "--report", f"text:{self.path(name)}.txt", *more, "--",
                *self.words]

    def play(self, name, *more):
        return run(self.command(name, *more))

    def whole(self):
        return self.play("whole")[0]

    def shards(self, count):
        return [self.play(f"{count}-{i}", "--shard", f"{i}/{count}")[0] for i in range(1, count + 1)]

    def merge(self, name, *parts):
        return run([TOOL, "merge", "-q", "--report", f"json:{self.path(name)}.json", "--report",
                    f"text:{self.path(name)}.txt", self.path(name), *map(self.path, parts)])

    def drop(self, name):
        shutil.rmtree(self.path(name), ignore_errors=True)

    def differences(self, name, other="whole"):
        """In words, what is not the same, byte for byte, in the results under both names."""
        one, two = tree(self.path(name)), tree(self.path(other))
        words = [f"only in one: {path}" for path in sorted(set(one) ^ set(two))]
        words += [f"{path} differs" for path in sorted(set(one) & set(two)) if one[path] != two[path]]
        if (report(self.path(name) + ".json", self.path(name)) !=
                report(self.path(other) + ".json", self.path(other))):
            words.append("the JSON report differs")
        if untimed(self.path(name) + ".txt") != untimed(self.path(other) + ".txt"):
            words.append("the text report differs")
        return "\n".join(words)


def tree(folder):
    """{path: content} of what a result directory says of the campaign's results."""
    files = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "spare"]
        for name in names:
            path = os.path.join(where, name)
            if name in ("lock", "status.json"):
                continue
            if name == "campaign.json":  # wall times stand in it
                files[name] = report(path, folder)
                continue
            with open(path, "rb") as content:
                files[os.path.relpath(path, folder)] = content.read().replace(
                    os.fsencode(folder) + b"/", b"OUT/")
    return files


def report(path, folder):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as document:
        whole = json.load(document)
    whole.pop("timing", None)
    text = json.dumps(whole)
    return text.replace(folder + "/", "OUT/")


def untimed(path):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8", errors="replace") as document:
        lines = [line for line in document if not re.match(r"  time: ", line)]
    return "".join(lines).replace(path[:-4] + "/", "OUT/")


def records(folder):
    with open(os.path.join(folder, "results.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line)["rec"] for line in lines]


def seeds(folder):
    return [int(rec["seed"]) for rec in records(folder) if "trace" in rec]


sys.dont_write_bytecode = True
