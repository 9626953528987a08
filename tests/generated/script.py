"""Writes a program as a script for the interpreter of tests/conform (script.h there)."""
import program


def again(call, pause=""):
    """CALL until it returns 0."""
    if pause:
        return [call, "go-if-ok 3", pause, "go -3"]
    return [call, "go-if-ok 2", "go -2"]


def acquire(words):
    """Operations that take something: plain word, its try, the stem of its timed forms."""
    plain, tried, timed = words

    def lower(name, how, limit=None):
        if how == "plain":
            return [f"{plain} {name}"]
        if how == "try":
            return again(f"{tried} {name}", "yield")
        return again(f"{how}{timed} {name} {limit}")
    return lower


def wait(count, least, cond, mutex):
    return [f"go-if-least {count} {least} 3", f"wait {cond} {mutex}", "go -2"]


def timed_wait(count, least, cond, mutex, limit):
    return [f"go-if-least {count} {least} 3", f"timedwait {cond} {mutex} {limit}", "go -2"]


def wait_if(count, least, cond, mutex):
    return [f"go-if-least {count} {least} 2", f"wait {cond} {mutex}"]


def sem_wait(name, how, limit=None):
    if how == "plain":
        return [f"sem-wait {name}"]
    if how == "try":
        return again(f"sem-trywait {name}", "yield")
    return again(f"sem-{how}wait {name} {limit}")


LOWER = {
    "lock": acquire(("lock", "trylock", "lock")),
    "rdlock": acquire(("rdlock", "tryrdlock", "rdlock")),
    "wrlock": acquire(("wrlock", "trywrlock", "wrlock")),
    "spin-lock": acquire(("spin-lock", "spin-trylock", "")),
    "join": acquire(("join", "tryjoin", "join")),
    "sem-wait": sem_wait,
    "wait": wait,
    "timed-wait": timed_wait,
    "wait-if": wait_if,
    "barrier-wait": lambda name, serial: [f"barrier-wait {name}", "go-if-ok 2", f"add {serial} 1"],
}


def lower(statement):
    word, *rest = statement
    if word in LOWER:
        return LOWER[word](*rest)
    return [" ".join([word] + [str(r) for r in rest])]


def text(p, name):
    lines = [f"script {name}", "quiet"] + (["api c11"] if p.c11 else [])
    lines += [" ".join(o) for o in p.objects]
    for task in p.tasks:
        ops = [op for statement in task.body for op in lower(statement)]
        assert len(ops) <= program.MAX_OPS, (name, task.name, len(ops))
        for at in range(0, len(ops), 12):
            lines.append(f"{task.name}: " + "; ".join(ops[at:at + 12]))
        if not ops:
            lines.append(f"{task.name}: ")
    assert len(p.objects) <= program.MAX_OBJECTS, name
    return "\n".join(lines) + "\n"


def output(p):
    """What a run prints that ends, whatever its schedule."""
    counts = [o[1] for o in p.objects if o[0] == "count"]
    return "".join(f"{c} {p.expected[c]}\n" for c in counts)
