"""Reports of real campaigns: of several programs, and of one with another number of workers."""
import os
import re
import shutil
import subprocess
import tempfile

from of_models import BUILD
from readers import READERS
from tap import need, test

DETSCHED = os.path.join(BUILD, "bin/detsched")
BUGGY = os.path.join(BUILD, "scenarios/deadlock/bank_transfer_buggy")
CLEAN = os.path.join(BUILD, "scenarios/deadlock/bank_transfer_clean")
FOLDER = tempfile.TemporaryDirectory()  # removed when the tests end
SUITES = ("text", "json", "jsonl", "junit", "sarif", "github", "markdown", "trace")


def detsched(*words):
    env = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    ran = subprocess.run([DETSCHED, "run", *words], env=env, cwd=FOLDER.name, capture_output=True, check=False)
    need(ran.returncode == 1, f"status {ran.returncode}: {ran.stderr.decode(errors='replace')}")


def report(name):
    with open(os.path.join(FOLDER.name, name), "rb") as file:
        return file.read()


def asked(prefix, forms):
    return [word for form in forms for word in ("--report", f"{form}:{prefix}.{form}")]


@test("run --each: every format is one document of all programs, and is accepted")
def _():
    os.mkdir(os.path.join(FOLDER.name, "tests"))
    for program in (BUGGY, CLEAN):
        shutil.copy(program, os.path.join(FOLDER.name, "tests"))
    detsched("--each", "tests", "--seeds", "8", "--confirm", "1", "--out", "each", *asked("each", SUITES))
    got = {form: READERS[form](report(f"each.{form}")) for form in SUITES}
    names = [campaign["name"] for campaign in got["json"]["campaigns"]]
    need(names == ["tests/bank_transfer_buggy", "tests/bank_transfer_clean"], names)
    need([len(c) for c in got["junit"].iter("testcase")] == [3, 2], "a failure and a pass")
    need(len(got["sarif"]["runs"]) == 2 and got["jsonl"][-1]["campaigns"] == 2, "two campaigns")
    need(len(got["github"][0]) == 1 and got["github"][1][-1] == "detsched: 2 campaigns, status 1", got["github"])


def timeless(data):
    """What may differ from run to run left out."""
    data = re.sub(rb' time="[0-9.]*"', b"", data)
    data = re.sub(rb'"timing": ?\{[^}]*\}', b"", data)
    return re.sub(rb"\n  time: .*", b"", data)


@test("the same campaign gives the same bytes in every format, with one worker and with two")
def _():
    forms = [form for form in READERS if form != "html"]
    for jobs in ("1", "2"):
        detsched("-j", jobs, "--seeds", "40", "--confirm", "1", "--out", "out" + jobs, *asked("j" + jobs, forms), "--", BUGGY)
    for form in forms:
        one, two = (timeless(report(f"j{jobs}.{form}")) for jobs in "12")
        need(one == two and len(one) > 200, form)
