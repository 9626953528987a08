#!/usr/bin/python3
"""Makes the program of a number: its script, its C source, or what is claimed of it.

    tests/generated/generate.py NUMBER           the script (tests/conform/script.h)
    tests/generated/generate.py NUMBER --source  the same program as C
    tests/generated/generate.py NUMBER --claim   the seeded bug, and what it may be found as
    ... --mended                                 an odd number's program without its bug

Even numbers are good programs. Odd numbers have one seeded bug, of the kinds in bugs.py in turn.
"""
import sys

import bugs
import parts
import program
import script
import source

# Reads and writes of pipes that wait for another thread: parts of programs if true.
PIPES = True


def pool(p):
    for _ in range(p.rng.span(1, 3)):
        p.locks.append((p.mutex(), p.count(), p.cond()))


def generate(number, mended=False):
    """(program, claim); the claim of a good program is None."""
    rng = program.Rng(number)
    p = program.Program(number, rng)
    bad = number % 2
    p.c11 = rng.chance(12)
    p.noise = rng.pick([0, 10, 30])
    p.polls = not bad or rng.chance(20)
    slots = rng.span(1, 3) if bad else rng.span(2, 5)
    program.plant_tasks(p, slots, rng.span(2, 4) if bad else rng.span(2, 6), bool(bad))
    pool(p)
    seeded = rng.span(0, slots - 1) if bad else -1
    kinds = bugs.ALL + (bugs.PIPES if PIPES else ())
    bug = kinds[number // 2 % len(kinds)]
    claim = None
    for slot in range(slots):
        program.births_and_joins(p, slot)
        alive = p.alive(slot)
        if slot == seeded:
            claim = bug(p, [t for t in alive if t.parent], not mended)
        else:
            kinds_here = parts.ALL + ((parts.pipe, parts.pipe) if PIPES else ())
            rng.pick(kinds_here)(p, alive)
    program.births_and_joins(p, slots)
    main = p.tasks[0]
    for kind, name, *_ in p.objects:
        if kind == "count":
            p.say(main, "expect", name, p.expected[name])
    destroy(p)
    return p, (None if mended else claim), (bug.__name__ if bad else "good")


def destroy(p):
    """All that were joined use nothing any more; a detached thread may still be in its last post."""
    main = p.tasks[0]
    words = {"mutex": "mutex-destroy", "cond": "cond-destroy", "rwlock": "rw-destroy",
             "spin": "spin-destroy", "barrier": "barrier-destroy"}
    gone = {s[1] for t in p.tasks for s in t.body if s[0].endswith("-destroy")}
    for kind, name, *_ in p.objects:
        if kind in words and name not in gone and not p.number % 2 and p.rng.chance(50):
            p.say(main, words[kind], name)


def main(words):
    numbers = [int(w) for w in words if w.isdigit()]
    if len(numbers) != 1 or {w for w in words if w.startswith("-")} - {"--source", "--claim",
                                                                       "--mended"}:
        sys.exit(__doc__)
    p, claim, about = generate(numbers[0], "--mended" in words)
    if "--claim" in words:
        print(about)
        for name, value in sorted(vars(claim).items()) if claim else []:
            print(name, value)
    elif "--source" in words:
        print(source.text(p, about), end="")
    else:
        print(script.text(p, f"p{numbers[0]}"), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
