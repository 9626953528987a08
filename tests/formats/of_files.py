"""Where reports go: files are there as a whole or as they were, and no report is in another's way."""
import errno
import json
import os
import subprocess
import tempfile
import threading
import xml.etree.ElementTree as ElementTree

from of_models import BUILD
from tap import Skip, need, test

DETSCHED = os.path.join(BUILD, "bin/detsched")
PROGRAM = os.path.join(BUILD, "scenarios/deadlock/bank_transfer_buggy")
FOLDER = tempfile.TemporaryDirectory()  # removed when the tests end
OLD = b"what was here before\n" * 2000


def detsched(*reports, before=(), **more):
    words = [word for report in reports for word in ("--report", report)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run([*before, DETSCHED, "--seeds", "8", "--confirm", "1", "--out", os.path.join(FOLDER.name, "out"),
                           *words, "--", PROGRAM], env=env, stderr=subprocess.PIPE, check=False,
                          **{"stdout": subprocess.PIPE, "cwd": FOLDER.name, **more})


def path(name, content=None):
    full = os.path.join(FOLDER.name, name)
    if content is not None:
        with open(full, "wb") as file:
            file.write(content)
    return full


def held(name):
    with open(path(name), "rb") as file:
        return file.read()


def ended(ran, status, words=""):
    need(ran.returncode == status and words in ran.stderr.decode(), f"{ran.returncode}: {ran.stderr.decode()}")


def verdict(data):
    return json.loads(data)["verdict"]


@test("a report file is swapped in: whoever reads the old one reads all of it")
def _():
    name = path("swapped.json", OLD)
    os.chmod(name, 0o640)
    os.link(name, path("old.json"))
    os.symlink("swapped.json", path("link.json"))
    ended(detsched("json:link.json"), 1)
    need(held("old.json") == OLD and verdict(held("swapped.json")) == "findings", "the contents")
    need(os.stat(name).st_mode & 0o777 == 0o640, "the mode")
    need(os.path.islink(path("link.json")), "the link")
    need(not [n for n in os.listdir(FOLDER.name) if n.startswith(".")], os.listdir(FOLDER.name))


@test("a new report file has the usual mode, and a name may be as long as any")
def _():
    name = "x" * 250 + ".json"
    mask = os.umask(0o027)
    ended(detsched("json:" + name), 1)
    os.umask(mask)
    need(verdict(held(name)) == "findings" and os.stat(path(name)).st_mode & 0o777 == 0o640, "the mode")


@test("a pipe with a name is written directly")
def _():
    os.mkfifo(path("pipe"))
    got = []
    reader = threading.Thread(target=lambda: got.append(held("pipe")))
    reader.start()
    ended(detsched("json:pipe"), 1)
    reader.join()
    need(verdict(got[0]) == "findings", got)


@test("standard output by its name goes on where it is")
def _():
    with open(path("stdout"), "wb") as out:
        out.write(b"before\n")
        out.flush()
        ended(detsched("json:/dev/stdout", stdout=out), 1)
        out.write(b"after\n")
    data = held("stdout")
    need(data.startswith(b"before\n") and data.endswith(b"after\n"), data[:50])
    need(verdict(data[len(b"before\n"):-len(b"after\n")]) == "findings", "the report")


@test("so does a descriptor by its number, by way of a link too")
def _():
    with open(path("third"), "wb") as out:
        os.symlink(f"/dev/fd/{out.fileno()}", path("to-third"))
        ended(detsched("json:to-third", pass_fds=(out.fileno(),)), 1)
        ended(detsched("json:/dev/fd/987"), 3, "Bad file descriptor")
    need(verdict(held("third")) == "findings", "the report")


@test("a file in a folder that takes no new one is written in its place")
def _():
    os.mkdir(path("closed"))
    path("closed/r.json", OLD)
    os.chmod(path("closed"), 0o555)
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    ran = detsched("json:closed/r.json", before=drop)
    new = detsched("json:closed/new.json", before=drop)
    os.chmod(path("closed"), 0o755)
    ended(ran, 1)
    ended(new, 3, "closed/new.json: Permission denied")
    need(verdict(held("closed/r.json")) == "findings", "the report")


@test("what cannot be written is said before anything is played")
def _():
    for report, words in (("json:no/where", "no/where: No such file"), ("json:" + FOLDER.name, "Is a directory"),
                          ("json:new/", "new/: "), ("json:" + "y" * 300, "File name too long")):
        ran = detsched(report)
        ended(ran, 3, words)
        need(ran.stderr.count(b"\n") == 1 and not ran.stdout, ran.stderr)


@test("a program that cannot be played leaves no report of an earlier one")
def _():
    ended(detsched("junit:stale.xml", "json:stale.json"), 1)
    words = ["--report", "junit:stale.xml", "--report", "json:stale.json", "--report", "github"]
    ran = subprocess.run([DETSCHED, *words, "--", "./no-such-program"], cwd=FOLDER.name, capture_output=True,
                         check=False)
    ended(ran, 3, "no-such-program: No such file")
    error = ElementTree.fromstring(held("stale.xml")).find("testsuite/testcase/error")
    need("No such file" in error.text and verdict(held("stale.json")) == "error", error.text)
    need(ran.stdout.startswith(b"::error title=detsched%3A error::./no-such-program"), ran.stdout)


@test("two documents do not share standard output, nor two reports a file")
def _():
    for reports in (("json", "junit"), ("text", "json"), ("sarif", "markdown"), ("text", "text"),
                    ("json:a", "text:a"), ("json:a", "text:./a")):
        ran = detsched(*reports)
        ended(ran, 2)
        need(ran.stderr.count(b"\n") == 1 and not ran.stdout, ran.stderr)
    ran = detsched("text", "markdown", "github", "json:both.json")
    ended(ran, 1)
    need(b"::stop-commands::" in ran.stdout and b"\n## detsched: " in ran.stdout, ran.stdout[:300])


def fill(name):
    with open(name, "ab", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError as error:
            need(error.errno == errno.ENOSPC, error)


@test("a full disk keeps the old report and is named")
def _():
    os.mkdir(path("small"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", path("small")], check=False,
                             capture_output=True)
    if mounted.returncode:
        raise Skip("no file system can be mounted")
    try:
        path("small/r.html", OLD)
        for full in (False, True):
            ran = detsched("html:small/r.html", "json:beside.json")
            ended(ran, 3, "small/r.html: No space left on device")
            need(ran.stderr.count(b"No space") == 1 and held("small/r.html") == OLD, "the old report")
            need(not [n for n in os.listdir(path("small")) if n.startswith(".")], os.listdir(path("small")))
            need(full or verdict(held("beside.json")) == "findings", "the other report")
            fill(path("small/more"))
    finally:
        subprocess.run(["umount", path("small")], check=True)
