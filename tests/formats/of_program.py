"""Reports of a real program: its threads, functions and output are hostile, its environment holds a secret."""
import os
import subprocess
import tempfile

import github
from names import seen, valid
from of_models import BUILD
from readers import READERS
from tap import need, test

DETSCHED = os.path.join(BUILD, "bin/detsched")
PROGRAM = os.path.join(BUILD, "tests/formats/hostile")
CANARY = "canary-3f1b9c57"
THREADS = [b"\"quotes\" ' `", b"end\\", b"<b>x</b>\\N", b"\x1b]0;x\x07\x01", b"::error::x%0A", b"</script>",
           b"\xff\xc0\xaf\xe2\x80", b"\xe2\x80\xae\xef\xbf\xbe", b"a\nb\rc|d```", b"##[error]x;end", b"]]>"]
FUNCTIONS = [b"quotes \" ' `", b"\\N \\G <b>x</b> &amp;", b"]]> ::error::x %0A %",
             b"</script><script>alert(1)</script>", b"\xff\xc0\xaf\xed\xa0\x80", b"| a | # b ```` ~~~ $c$ @d"]
FILES = tempfile.TemporaryDirectory()  # removed when the tests end
SUMMARY = os.path.join(FILES.name, "summary.md")


def path(form):
    return os.path.join(FILES.name, form)


def detsched(*words):
    env = {**os.environ, "GITHUB_STEP_SUMMARY": SUMMARY, "API_TOKEN": CANARY, "DETSCHED_CANARY": CANARY}
    env.pop("GITHUB_WORKSPACE", None)
    return subprocess.run([DETSCHED, *words], env=env, cwd=FILES.name, capture_output=True, check=False)


with open(SUMMARY, "wb") as file:
    file.write(b"# before\n\n")
RAN = detsched("--seeds", "4", "--confirm", "1", "--out", "out", "--report", "github", "--report", "text",
               *(word for form in READERS for word in ("--report", f"{form}:{form}")), "--", PROGRAM, "11")


def report(form):
    with open(path(form), "rb") as of:
        return of.read()


@test("a program with hostile names is played")
def _():
    need(RAN.returncode == 1, f"status {RAN.returncode}: {RAN.stderr.decode(errors='replace')}")


for form, reader in READERS.items():
    @test(f"{form}: the report of a program with hostile names is accepted")
    def _():
        need(reader(report(form)), "nothing")


@test("every thread and function has its own name in JSON")
def _():
    tasks = READERS["json"](report("json"))["findings"][0]["tasks"]
    need([task["name"] for task in tasks[1:]] == [valid(name) for name in THREADS], [t["name"] for t in tasks])
    functions = [frame["function"] for task in tasks for frame in task["stack"]]
    need(not {valid(name) for name in FUNCTIONS} - set(functions), functions)
    need(any(len(name) > 60000 for name in functions), "the name of 64 kB")


@test("and in XML, in the trace and in the text")
def _():
    text = READERS["junit"](report("junit")).find("testsuite/testcase/system-out").text
    lanes = [e["args"]["name"] for e in READERS["trace"](report("trace"))["traceEvents"] if e["name"] == "thread_name"]
    plain = report("text").decode()
    for number, name in enumerate(THREADS, 1):
        need(f"T{number} ({seen(name)})" in text and f"T{number} ({seen(name)})" in plain, name)
        need(f"T{number} {valid(name)}" in lanes, (name, lanes))
    for name in FUNCTIONS:
        need(seen(name) in text and seen(name) in plain, name)


@test("no name begins a line of its own in an explanation")
def _():
    lines = READERS["json"](report("json"))["findings"][0]["explanation"].split("\n")
    for number, name in enumerate(THREADS, 1):
        need(any(line.startswith(f"T{number} ({seen(name)}) waits in ") for line in lines), name)


@test("standard output is no command of the program's, beside the annotations too")
def _():
    commands, lines = github.read(RAN.stdout)
    need([name for name, _, _ in commands] == ["error"], commands)
    need(any("##[error]printed" in line for line in lines), "the program's output is not in the report")


@test("a replay shows what the program printed and runs no command of it")
def _():
    token = READERS["json"](report("json"))["findings"][0]["token"]
    ran = detsched("replay", "--report", "github", token, "--", PROGRAM, "11")
    commands, lines = github.read(ran.stdout.replace(b"\x1b", b"").decode(errors="replace").encode())
    need(ran.returncode == 1 and [name for name, _, _ in commands] == ["error"], (ran.returncode, commands))
    need("::set-output name=a::b" in lines and "::stop-commands::x" in lines, lines)


@test("the step summary is added to what is there")
def _():
    with open(SUMMARY, "rb") as of:
        summary = of.read()
    need(summary.startswith(b"# before\n\n## detsched: "), summary[:100])
    page = READERS["markdown"](summary[len(b"# before\n\n"):])
    need(page["diagrams"], "no diagram")


@test("no report and no result holds the environment")
def _():
    count = 0
    for folder, _, names in os.walk(FILES.name):
        for name in names:
            with open(os.path.join(folder, name), "rb") as of:
                need(CANARY.encode() not in of.read(), os.path.join(folder, name))
            count += 1
    need(count > 15 and CANARY.encode() not in RAN.stdout + RAN.stderr, f"{count} files")
