"""Uses of channels that must not compile, each beside its right-way twin that must."""
import os
import re
import subprocess

HEAD = """#include "detgo.h"
go_chan_type(ints, int);
go_chan_type(pointers, int *);
struct thing { int part; };
go_chan_type(things, struct thing);
static void takes_tx(ints_tx c) { go_send(c, 1); }
static void takes_rx(ints_rx c) { (void)go_recv(c); }
int main(void) {
    ints c = go_make(ints, 1);
    pointers p = go_make(pointers, 1);
    things t = go_make(things, 1);
    ints_tx tx = c.as_tx;
    ints_rx rx = c.as_rx;
    int v = 1;
    double d = 1;
    bool ok = true;
    (void)p, (void)t, (void)tx, (void)rx, (void)v, (void)d, (void)ok, (void)takes_tx, (void)takes_rx;
"""
DIRECTION = r"no member named"
TYPE = r"incompatible|invalid initializer|initializing|place has another type"
# What is wrong, the wrong way, the right way, what the compiler says of the first.
PAIRS = (
    ("a receive from a send-only channel", "(void)go_recv(tx);", "(void)go_recv(rx);", DIRECTION),
    ("a receive with ok from a send-only channel", "go_recv_ok(tx, &v);", "go_recv_ok(rx, &v);", DIRECTION),
    ("a range over a send-only channel", "go_range(x, tx) v = x;", "go_range(x, rx) v = x;", DIRECTION),
    ("a send on a receive-only channel", "go_send(rx, 1);", "go_send(tx, 1);", DIRECTION),
    ("a close of a receive-only channel", "go_close(rx);", "go_close(tx);", DIRECTION),
    ("a receive case of a send-only channel", "go_select(go_on_recv(tx, &v, &ok));",
     "go_select(go_on_recv(rx, &v, &ok));", DIRECTION),
    ("a send case of a receive-only channel", "go_select(go_on_send(rx, &v));",
     "go_select(go_on_send(tx, &v));", DIRECTION),
    ("a receive case with default of a send-only channel",
     "go_select_default(go_on_recv(tx, &v, &ok));", "go_select_default(go_on_recv(rx, &v, &ok));",
     DIRECTION),
    ("a send case with default of a receive-only channel", "go_select_default(go_on_send(rx, &v));",
     "go_select_default(go_on_send(tx, &v));", DIRECTION),
    ("a send on a context's done channel", "go_send(go_ctx_done(go_ctx_background()), GO_UNIT);",
     "go_recv_ok(go_ctx_done(go_ctx_background()), NULL);", DIRECTION),
    ("a close of a timer's channel", "go_close(go_after(1));", "(void)go_recv(go_after(1));", DIRECTION),
    ("a send-only channel back to both ways", "ints both = tx; (void)both;", "ints both = c; (void)both;",
     TYPE),
    ("a receive-only channel as a send-only one", "takes_tx(rx);", "takes_tx(tx);", TYPE),
    ("a send-only channel as a receive-only one", "takes_rx(tx);", "takes_rx(c.as_rx);", TYPE),
    ("a receive-only view of a send-only channel", "takes_rx(tx.as_rx);", "takes_rx(c.as_rx);", DIRECTION),
    ("a channel of other elements", "takes_tx(p.as_tx);", "takes_tx(c.as_tx);", TYPE),
    ("a structure sent as a number", "go_send(c, ((struct thing){1}));", "go_send(t, ((struct thing){1}));",
     TYPE),
    ("a number sent as a structure", "go_send(t, 1);", "go_send(c, 1);", TYPE),
    ("a structure received as a number", "v = go_recv(t);", "v = go_recv(t).part;", TYPE),
    ("a place of another type", "go_recv_ok(c, &d);", "go_recv_ok(c, &v);", TYPE),
    ("a place of another type in a receive case", "go_select(go_on_recv(c, &d, NULL));",
     "go_select(go_on_recv(c, &v, NULL));", TYPE),
    ("a value of another type in a send case", "go_select(go_on_send(c, &d));",
     "go_select(go_on_send(c, &v));", TYPE),
    ("another place for ok", "go_select(go_on_recv(c, &v, &v));", "go_select(go_on_recv(c, &v, &ok));", TYPE),
    ("a pointer to another type sent", "go_send(p, &d);", "go_send(p, &v);", TYPE),
)
FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Wshadow", "-fexceptions", "-pthread", "-Iruntime/go",
         "-fsyntax-only", "-x", "c", "-"]
# Of these two gcc only warns where the project's own flags, and newer compilers, refuse.
WARNED = ("another place for ok", "a pointer to another type sent")


def compiled(compiler, statement, strict):
    """(it compiles, what the compiler said)"""
    text = HEAD + f"    {statement}\n}}\n"
    done = subprocess.run([compiler] + ["-Werror"] * strict + FLAGS, input=text, capture_output=True,
                          text=True, check=False, env=dict(os.environ, LC_ALL="C"))
    return done.returncode == 0, done.stdout + done.stderr


def check(tap):
    for compiler in ("gcc", "clang"):
        for what, wrong, right, says in PAIRS:
            faults = []
            fine, said = compiled(compiler, wrong, what in WARNED)
            if fine:
                faults.append(f"{wrong} compiles")
            elif not re.search(says, said):
                faults.append(f"{wrong} is refused for another reason: {said}")
            fine, said = compiled(compiler, right, True)
            if not fine:
                faults.append(f"{right} does not compile: {said}")
            tap(f"{compiler} refuses {what}", faults)
