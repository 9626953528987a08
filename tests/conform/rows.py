"""The return-code rows: written by a native run, compared under the scheduler, family by family.

A run in which something is misused is a failing run, whatever the calls returned. So the program
itself compares, and notes each run's verdict in a file of its own (see rows.c).
"""
import os

import tap

PROGRAM = os.path.join(tap.OURS, "rows")
SEEDS = 100 if tap.FULL else 5
LEAST_ROWS = 300


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
    test(len(distinct) >= LEAST_ROWS, f"there are at least {LEAST_ROWS} return-code rows",
         f"{len(distinct)}")
