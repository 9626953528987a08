"""Tests as functions, their results as TAP."""
import sys
import traceback

COUNT = {"ran": 0, "failed": 0}


class Skip(Exception):
    """What this machine cannot show; says why."""


def need(condition, words):
    if not condition:
        raise AssertionError(str(words)[:2000])


def test(name):
    """Runs the function at once, as one test."""
    def run(check):
        COUNT["ran"] += 1
        try:
            check()
            print(f"ok {COUNT['ran']} - {name}")
        except Skip as skip:
            print(f"ok {COUNT['ran']} - {name} # SKIP {skip}")
        except Exception as error:  # a failure of any kind is one failed test
            COUNT["failed"] += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"not ok {COUNT['ran']} - {name}")
            for line in f"{where.name}:{where.lineno}: {type(error).__name__}: {error}".splitlines()[:20]:
                print("#", line[:300])
        sys.stdout.flush()
    return run


def close():
    print(f"1..{COUNT['ran']}")
    sys.exit(COUNT["failed"] != 0)
