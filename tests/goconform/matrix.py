"""What the cases of libdetgo must cover: channel operations by state, and the library's last words."""
import glob
import re

# Operations on a channel by its state; names of cases, of which one beginning so must exist.
OPERATIONS = "send recv recv_ok range close select_send select_recv poll_send poll_recv".split()
STATES = {
    "nil": ("",),
    "unbuffered": ("",),
    "buffered": ("_empty", "_values", "_full"),
    "closed": ("_unbuffered", "_empty", "_values", "_full"),
}
# A state is named after what it is to a sender where that reads better.
ALSO = {"_values": "_room"}
# Over an endless range, or a close of an open channel, the state says all.
SOLE = ("len", "cap")
# Texts that no program brings about at will.
BEYOND = (
    "out of memory",
    "runtime: out of memory",
    "runtime: failed to create new OS thread",
    "runtime: no thread for timers",
    "a panic's unwinding was caught",
)
TEXT = re.compile(r'\bgo_(?:panic|panic_of|throw|fatal)\s*\(([^;]*?)"((?:[^"\\]|\\.)*)"', re.DOTALL)


def missing(names):
    """Combinations without a case."""
    for kind, states in STATES.items():
        for operation in OPERATIONS:
            for state in states:
                begins = [f"{kind}_{operation}{s}" for s in (state, ALSO.get(state, state))]
                if not any(name.startswith(b) for name in names for b in begins):
                    yield begins[0]
        for operation in SOLE:
            if not any(name.startswith(f"{kind}_{operation}") for name in names):
                yield f"{kind}_{operation}"


def untested(texts):
    """Texts of panics and fatal errors in the library that are in no row."""
    found = False
    for name in sorted(glob.glob("runtime/go/*.c")):
        with open(name, encoding="utf-8") as source:
            for _, text in TEXT.findall(source.read()):
                found = True
                shape = re.sub(r"%[a-z]+", ".*", re.escape(text))
                if not text.startswith(BEYOND) and not any(re.fullmatch(shape, t) for t in texts):
                    yield f"{name}: {text}"
    if not found:
        yield "no text was found at all"
