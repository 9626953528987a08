"""Scripts of synchronisation calls: the model in process, and real calls under the scheduler, agree.

player performs a script on the engine alone; interp performs it with real calls. For every seed the
trace hash (tasks, operations, objects, results, times; what the calls returned, as printed; the exit
status), the schedule hash and the number of points are the same.
"""
import concurrent.futures
import glob
import json
import os
import re

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
PLAYER = os.path.join(tap.OURS, "player")
INTERP = os.path.join(tap.OURS, "interp")
SEEDS = 200 if tap.FULL else 20
LEAST_SCRIPTS = 200
FIELDS = ("trace", "schedule", "points")

# Modelled calls that no script makes, and why.
WITHOUT = {
    "clock": "a read of a clock only: the return-code rows read it",
    "times": "a read of a clock only: the return-code rows read it",
    "getrusage": "a read of a clock only",
    "ftime": "a read of a clock only, and not in the headers any more",
    "getrandom": "no synchronisation: drawn from the campaign's stream",
    "getentropy": "no synchronisation: drawn from the campaign's stream",
    "arc4random": "no synchronisation, and newer than the reference libc",
    "arc4random_buf": "no synchronisation, and newer than the reference libc",
    "arc4random_uniform": "no synchronisation, and newer than the reference libc",
    "sched_getaffinity": "no synchronisation: a constant answer",
    "pthread_getaffinity_np": "no synchronisation: a constant answer",
    "sched_getcpu": "no synchronisation: a constant answer",
    "getcpu": "no synchronisation: a constant answer",
    "syscall": "the words are memory of the program: tests/programs and the return-code rows have them",
    "gettid": "no synchronisation: the task's own number",
    "pthread_key_delete": "no synchronisation: the return-code rows delete keys",
    "tss_delete": "no synchronisation: the return-code rows delete keys",
    "pthread_yield": "only old binaries import it: sched_yield by another name",
    "__pthread_register_cancel": "called by the cleanup macros only: the return-code rows have them",
    "__pthread_unregister_cancel": "called by the cleanup macros only: the rows have them",
    "__pthread_unwind_next": "called by the cleanup macros only: the rows have them",
    "__libc_start_main": "every script begins with it",
}

# Families of which no script makes a call: the model in process has no kernel, no signals.
KERNEL = "what it waits for is the kernel's: tests/programs and the return-code rows have them"
SIGNALS = "handlers and timers are the shim's: tests/programs and the return-code rows have them"
FAMILIES_WITHOUT = {
    "child": KERNEL, "epoll": KERNEL, "fd": KERNEL, "io": KERNEL, "open": KERNEL, "poll": KERNEL,
    "shell": KERNEL, "socket": KERNEL, "splice": KERNEL, "timerfd": KERNEL,
    "jump": SIGNALS, "signal": SIGNALS, "signalfd": SIGNALS, "sigsend": SIGNALS, "sigwait": SIGNALS,
    "timer": SIGNALS,
    "openmp": "called by programs of OpenMP: tests/programs has them",
    "mutex_prio": "priorities change nothing: the return-code rows have them",
    "sem_named": "names are the shim's: the return-code rows and tests/programs have them",
    "process": "the process is not the engine's: tests/programs has them",
}


def text(path):
    with open(path, encoding="utf-8") as lines:
        return lines.read()


def seeds_of(path):
    """Seed records of a campaign's results, by seed."""
    if not os.path.exists(path):
        return {}
    decoder = json.JSONDecoder()
    records = (decoder.raw_decode(line)[0]["rec"] for line in text(path).splitlines() if line)
    return {rec["seed"]: rec for rec in records if "trace" in rec}


def differences(script, path, played, folder):
    """What a campaign over SCRIPT shows that is not as PLAYED, in words."""
    out = os.path.join(folder, script)
    status, said = tap.run([tap.TOOL, "-q", "-j1", "--seeds", str(SEEDS), "--confirm", "1",
                            "--out", out, "--", INTERP, path, script])
    real = seeds_of(os.path.join(out, "results.jsonl"))
    if status not in (0, 1) or len(real) != SEEDS:
        return f"status {status}, {len(real)} of {SEEDS} seeds\n{said}"
    for seed, model in played.items():
        if real[seed]["strategy"] == "steer":
            continue  # into a circle of locks, which the harness predicts and the model knows nothing of
        for field in FIELDS:
            if str(model[field]) != str(real[seed][field]):
                return (f"seed {seed}: {field}: model {model[field]}, shim {real[seed][field]}\n"
                        f"model: {model}\nshim: {real[seed]}")
    if "nondeterminism" in said:
        return said
    return ""


def play(path):
    """{script: {seed: what the model came to}} of the scripts in the file at PATH."""
    status, said = tap.run([PLAYER, path, "0", str(SEEDS)])
    played = {}
    for line in said.splitlines():
        if line.startswith("{"):
            rec = json.loads(line)
            played.setdefault(rec["script"], {})[rec["seed"]] = rec
    return played if status == 0 else None


def calls_made(path):
    """Calls that the scripts of the file at PATH make, by the table of operations."""
    ops = {word: (args, plain, c11) for word, args, plain, c11 in
           re.findall(r'^CF_OP\(\w+, "([^"]*)", "([^"]*)", "([^"]*)", "([^"]*)"\)',
                      text(os.path.join(HERE, "ops.def")), re.MULTILINE)}
    starts = {"mutex": "mutex-init", "cond": "cond-init", "rwlock": "rw-init", "spin": "spin-init",
              "barrier": "barrier-init", "sem": "sem-init", "key": "key-set"}
    made = set()
    for script in re.split(r"^script ", text(path), flags=re.MULTILINE)[1:]:
        which = 2 if "\napi c11\n" in script else 1
        words = re.findall(r"(?:^\w+:|;)\s*\??([\w-]+)", script, re.MULTILINE)
        words += [starts[kind] for kind, rest in re.findall(r"^(\w+) (.*)$", script, re.MULTILINE)
                  if kind in starts and "static" not in rest]
        for word in words:
            made.add(ops[word][which] or ops[word][1])
    return made


def modelled():
    rows = re.findall(r"^SH_HOOK\((\w+),[^)]*\bMODEL,\s*(\w+)\)", text("shim/hooks.def"), re.MULTILINE)
    return {name for name, family in rows if family not in FAMILIES_WITHOUT} - set(WITHOUT)


def check(test, folder):
    count, made = 0, set()
    for path in sorted(glob.glob(os.path.join(HERE, "scripts", "*.txt"))):
        made |= calls_made(path)
        about = os.path.basename(path)[:-len(".txt")]
        played = play(path)
        test(bool(played), f"{about}: the model plays its scripts to their end")
        names = list(played or {})
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            found = pool.map(lambda name: differences(name, path, played[name], folder), names)
            for name, why in zip(names, found):
                test(not why, f"{about}: {name}: the shim does what the model does", why)
        count += len(names)
    test(count >= LEAST_SCRIPTS, f"there are at least {LEAST_SCRIPTS} scripts", f"{count}")
    missing = modelled() - made
    test(not missing, "every modelled call has a script or a reason to have none",
         "\n".join(sorted(missing)))
    unknown = set(WITHOUT) - set(re.findall(r"^SH_HOOK\((\w+),", text("shim/hooks.def"),
                                            re.MULTILINE))
    test(not unknown, "every call that is excused from scripts is modelled",
         "\n".join(sorted(unknown)))
