"""The table of real programs: what is run, what is checked, and the inputs that they work on."""
import dataclasses
import os
import random
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass(frozen=True)
class Real:
    """One program. In COMMAND, a word that begins with "@" is a program that this folder builds."""
    name: str
    command: tuple
    points: int  # at least so many scheduling points in every seed
    seeds: int = 10  # at the CI count
    addresses: bool = False  # it decides by addresses: they must be the same
    output: str = "same"  # or "lines": the program may print its lines in any order
    findings: tuple = ()  # (kind, severity) that it really has, and no other
    options: tuple = ()  # of detsched
    silent: bool = False  # it prints nothing
    package: str = ""  # whose version is printed
    native: tuple = ()  # (text, replacement) on what it prints natively, for what time alone decides


ROWS = (
    Real("pigz", ("/usr/bin/pigz", "-p4", "-b32", "-1", "-nc", "input"), 400, package="pigz"),
    # Its thread for signals waits in sigwait; the others and main call it by pthread_kill.
    Real("pbzip2", ("/usr/bin/pbzip2", "-p4", "-b1", "-1", "-q", "-kc", "input"), 150, package="pbzip2"),
    # Its main thread waits in sigsuspend until a worker sends the process a signal.
    Real("lbzip2", ("/usr/bin/lbzip2", "-n4", "-1", "-kc", "input"), 100, package="lbzip2"),
    Real("plzip", ("/usr/bin/plzip", "-n4", "-0", "-B65536", "-c", "input"), 80, package="plzip"),
    # xz leaves its workers to the end of the process, as its release build does on purpose.
    Real("xz", ("/usr/bin/xz", "-T4", "--block-size=64KiB", "-0", "-c", "input"), 60,
         findings=(("thread-leak", "warning"),), package="xz-utils"),
    Real("zstd", ("/usr/bin/zstd", "-T4", "-B524288", "-1", "-q", "-c", "long"), 30, package="zstd"),
    Real("git-grep", ("/usr/bin/git", "-C", "tree", "grep", "--no-index", "--threads=4", "-c", "ab"),
         300, package="git"),
    Real("ripgrep", ("/usr/bin/rg", "--no-config", "-j4", "ab", "tree"), 30, output="lines",
         package="ripgrep"),
    Real("fd", ("/usr/bin/fdfind", "-j4", ".", "tree"), 20, output="lines", package="fd-find"),
    Real("python-condition", ("/usr/bin/python3", os.path.join(HERE, "scripts/condition.py")), 1000,
         addresses=True, package="python3.11"),
    Real("python-queue", ("/usr/bin/python3", os.path.join(HERE, "scripts/queues.py")), 1000,
         addresses=True, package="python3.11"),
    Real("python-futures", ("/usr/bin/python3", os.path.join(HERE, "scripts/futures.py")), 1000,
         addresses=True, package="python3.11"),
    Real("python-asyncio", ("/usr/bin/python3", os.path.join(HERE, "scripts/loop.py")), 1000,
         seeds=6, addresses=True, package="python3.11"),
    # Its threads are those of a child that it forks.
    Real("stress-ng-mutex", ("/usr/bin/stress-ng", "-q", "--mutex", "1", "--mutex-ops", "20",
                             "--mutex-procs", "3"), 100, silent=True, package="stress-ng"),
    Real("stress-ng-pthread", ("/usr/bin/stress-ng", "-q", "--pthread", "1", "--pthread-ops", "6",
                               "--pthread-max", "3"), 100, silent=True, package="stress-ng"),
    Real("openmp", ("@omp",), 120, package="libomp5-14"),
    Real("sqlite", ("@sqlite",), 1000, package="libsqlite3-0"),
    Real("libuv", ("@uv",), 120, package="libuv1"),
    # GLib keeps a thread of a pool for the next pool, for fifteen seconds.
    Real("glib", ("@glib",), 20, options=("--drain", "20s"), package="libglib2.0-0"),
    Real("gtest", ("@gtest", "--gtest_print_time=0"), 150, package="libgtest-dev"),
    Real("rust-test", ("@rust", "--test-threads=4"), 80, output="lines", package="rustc",
         native=((r"finished in \S+", "finished in 0.00s"),)),
)


def command(row, build):
    """The words to run; BUILD is where this folder's own programs are."""
    return [os.path.join(build, word[1:]) if word.startswith("@") else word for word in row.command]


def missing(row, build):
    return [word for word in command(row, build)[:1] if not shutil.which(word)]


def versions(rows):
    """{package: version} as dpkg knows them."""
    known = {}
    for package in sorted({row.package for row in rows if row.package}):
        asked = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True,
                               text=True, check=False)
        known[package] = asked.stdout or "not installed"
    return known


def text(dice, words, size):
    lines, length = [], 0
    while length < size:
        lines.append(" ".join(dice.choice(words) for _ in range(10)))
        length += len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def inputs(folder):
    """Makes in FOLDER, always the same: `input`, some 300 kB of text; `long`, the same eight times, since
    zstd gives a thread half a megabyte at least; and `tree`, files to search."""
    dice = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(dice.choice(letters) for _ in range(dice.randint(2, 9))) for _ in range(600)]
    once = text(dice, words, 300000)
    for name, times in (("input", 1), ("long", 8)):
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write(once * times)
        os.utime(os.path.join(folder, name), (1700000000, 1700000000))
    for number in range(40):
        place = os.path.join(folder, "tree", ("", "a", "a/b", "c")[number % 4])
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f"f{number}.txt"), "w", encoding="ascii") as out:
            out.write(text(dice, words, 4000))
