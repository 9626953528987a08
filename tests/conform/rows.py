"""The return-code rows: written by a native run, compared under the scheduler, family by family.

A run in which something is misused is a failing run, whatever the calls returned. So the program
itself compares, and notes each run's verdict in a file of its own (see rows.c).
"""
import glob
import os
import re

import tap

PROGRAM = os.path.join(tap.OURS, "rows")
SEEDS = 100 if tap.FULL else 5
LEAST_ROWS = 600
HERE = os.path.dirname(os.path.abspath(__file__))
# Modelled functions that no row calls, and why: one reason a group.
WITHOUT = {
    "needs OpenMP's runtime: tests/programs play omp_*": "openmp",
    "ends the process: tests/programs and the recipes of tests/hooks": "_Exit quick_exit daemon",
    "called by the cleanup macros only, which the rows of threads use":
        "__pthread_register_cancel __pthread_unregister_cancel __pthread_unwind_next",
    "every row begins with it": "__libc_start_main",
    "only old binaries import it: the recipes of tests/hooks": "pthread_yield ftime",
    "no return code but a number of the machine's or of a stream: the recipes of tests/hooks":
        "getrandom getentropy arc4random arc4random_buf arc4random_uniform sched_getaffinity "
        "pthread_getaffinity_np sched_getcpu getcpu getrusage",
    "obsolete names of signal calls: the recipes of tests/hooks":
        "__sysv_signal sigblock sigsetmask sighold sigrelse sigignore sigset sigpause __sigpause "
        "__xpg_sigpause",
    "waits for a handler: tests/programs and the recipes of tests/hooks": "sigsuspend pause",
    "needs the id of a thread of the kernel: the recipes of tests/hooks": "tgkill",
    "a checked form of a call that has rows: the recipes of tests/hooks":
        "__read_chk __recv_chk __recvfrom_chk __poll_chk __ppoll_chk __open_2 __openat_2",
    "a stream, or its end: the recipes of tests/hooks": "popen pclose",
}


def modelled():
    """{function: family} of those that the table says are modelled."""
    with open(os.path.join(HERE, "../../shim/hooks.def"), encoding="utf-8") as table:
        return dict(re.findall(r'^SH_HOOK\((\w+), "[^"]*", \w+, \w+, MODEL, (\w+)\)', table.read(),
                               re.MULTILINE))


def check_calls(test):
    called = set()
    for path in glob.glob(os.path.join(HERE, "rows*.c")):
        with open(path, encoding="utf-8") as source:
            called.update(re.findall(r"\b[a-z_]\w*\b", source.read()))
    excused = set(" ".join(WITHOUT.values()).split())
    table = modelled()
    missing = [name for name, family in table.items()
               if name not in called and not excused & {name, family}]
    test(table and not missing, "every modelled call has a row or a reason to have none",
         "\n".join(sorted(missing)))
    rotten = {word for word in excused if word not in {*table, *table.values()} or word in called}
    test(not rotten, "every call that is excused from rows is modelled, and has none",
         "\n".join(sorted(rotten)))


def families(section):
    return tap.run([PROGRAM, section, "families"])[1].split()


def lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as text:
        return text.read().splitlines()


def native(section, family, want, folder):
    """Writes the rows natively, and says what is wrong with that: a second run must agree."""
    status, text = tap.run([PROGRAM, section, family, "write", want])
    if status != 0:
        return f"native run: status {status}\n{text}"
    status, text = tap.run([PROGRAM, section, family, "check", want,
                            os.path.join(folder, "native")])
    return "" if status == 0 else f"second native run: status {status}\n{text}"


def scheduled(section, family, want, tally):
    status, text = tap.run([tap.TOOL, "--seeds", str(SEEDS), "--", PROGRAM, section, family,
                            "check", want, tally])
    verdicts = lines(tally)
    others = [line for line in verdicts if line != "same"]
    wanted = (0,) if section == "clean" else (0, 1)
    if status in wanted and not others and len(verdicts) >= SEEDS:
        return ""
    return "\n".join([f"status {status}, {len(verdicts)} verdicts for {SEEDS} seeds",
                      *sorted(set(others)), text])


def check(test, folder):
    distinct = set()
    for section in ("clean", "misuse"):
        for family in families(section):
            want = os.path.join(folder, f"{section}-{family}.rows")
            why = native(section, family, want, folder)
            # A row that only tidies up after another one is not counted.
            distinct.update(line for line in lines(want) if "afterwards" not in line)
            if not why:
                why = scheduled(section, family, want, want + ".tally")
            about = "misused " if section == "misuse" else ""
            test(not why, f"{about}{family}: the scheduler's return codes are the native ones", why)
    check_calls(test)
    print(f"# {len(distinct)} return-code rows", flush=True)
    test(len(distinct) >= LEAST_ROWS, f"there are at least {LEAST_ROWS} return-code rows",
         f"{len(distinct)}")
