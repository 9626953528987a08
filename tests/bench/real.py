"""Measures the programs of tests/real: a seed beside a native run, points a second.

Processor time is taken, user and system, of all processes and threads together: on a machine that others
use as well it says more than the clock on the wall.
"""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "real"))

import programs  # noqa: E402

FEW, MANY = 5, 35  # seeds of the two campaigns whose difference is taken
ROUNDS = 3
NATIVE_RUNS = 30


def spent(command, folder):
    """Seconds of processor time of COMMAND and all that it started and waited for."""
    with open(os.path.join(folder, "err"), "w+b") as err:
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            err.seek(0)
            sys.exit(f"bench: {' '.join(command)}: status {child.returncode}\n{err.read().decode()}")
    return used.ru_utime + used.ru_stime


def seeds(tool, row, command, folder, count):
    """Processor time of a campaign of COUNT seeds, and the points of a seed."""
    out = os.path.join(folder, f"bench-{row.name}-{count}")
    seconds = spent([tool, "--seeds", str(count), "-j1", "--strategy", "random", "--out", out, "-q",
                     "--confirm", "1", "--report", f"json:{out}.json", *row.options, "--", *command], folder)
    with open(out + ".json", encoding="utf-8") as document:
        return seconds, json.load(document)["campaign"]["points"]["median"]


def measure(tool, build, row, folder):
    command = programs.command(row, build)
    native = statistics.median(spent(command, folder) for _ in range(NATIVE_RUNS))
    costs, points = [], 0
    for _ in range(ROUNDS):
        few, _ = seeds(tool, row, command, folder, FEW)
        many, points = seeds(tool, row, command, folder, MANY)
        costs.append((many - few) / (MANY - FEW))
    seed = statistics.median(costs)
    return {"native_ms": native * 1e3, "seed_ms": seed * 1e3, "ratio": seed / native, "points": points,
            "points_per_s": points / seed}


def table(tool, build, folder):
    """Prints one row a program; returns {name: figures}."""
    programs.inputs(folder)
    figures = {}
    print("\n| program | native run | a seed | ratio | points a seed | points a second |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in programs.ROWS:
        got = figures[row.name] = measure(tool, build, row, folder)
        print(f"| {row.name} | {got['native_ms']:.1f} ms | {got['seed_ms']:.1f} ms | {got['ratio']:.2g} x | "
              f"{got['points']:,} | {got['points_per_s']:,.0f} |", flush=True)
    return figures
