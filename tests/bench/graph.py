"""How long dot takes to lay out the graph of a long run, cut down to a page."""
import glob
import os
import subprocess
import sys
import time

DOT = "/usr/bin/dot"


def laid_out(graph):
    """Seconds, the best of five."""
    best = None
    for _ in range(5):
        start = time.monotonic()
        subprocess.run([DOT, "-Tsvg"], input=graph, stdout=subprocess.DEVNULL, check=True)
        spent = time.monotonic() - start
        best = spent if best is None else min(best, spent)
    return best


def table(tool, program, folder):
    """Prints the rows; PROGRAM ends in a deadlock after some 5,000 events."""
    out = os.path.join(folder, "long")
    subprocess.run([tool, "-q", "--seeds", "1", "--confirm", "1", "--strategy", "random", "--steps", "20000", "--out", out,
                    "--", program, "620"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    found = glob.glob(os.path.join(out, "findings", "*"))
    if not found:
        sys.exit(f"bench: no finding in {program}")
    print("\n| graph of 5,000 events, laid out by dot | s | target |\n|---|---:|---:|")
    graph = subprocess.run([tool, "graph", found[0]], stdout=subprocess.PIPE, check=True).stdout
    figures = {"page_s": laid_out(graph)}
    print(f"| the page | {figures['page_s']:.2f} | under 2 |")
    return figures
