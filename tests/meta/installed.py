"""What `make install` puts where, used from there."""
import functools
import os
import subprocess
import tempfile

import tree

CHECKS = tree.Checks()
FILES = ("bin/detsched", "lib/libdetsched.so", "include/detsched.h", "lib/pkgconfig/detsched.pc",
         "share/man/man1/detsched.1", "share/bash-completion/completions/detsched",
         "share/zsh/site-functions/_detsched", "include/detgo.h", "include/detgo/chan.h",
         "lib/libdetgo.so", "lib/libdetgo.so.1", "lib/libdetgo.a", "lib/pkgconfig/detgo.pc")
PROGRAM = """
#include <detsched.h>
#include <stddef.h>

int main() {
    int thing = 0;
    DETSCHED_NAME(&thing, "thing");
    DETSCHED_YIELD();
    DETSCHED_HAPPENS_BEFORE(&thing);
    DETSCHED_HAPPENS_AFTER(&thing);
    DETSCHED_IGNORE_BEGIN();
    DETSCHED_IGNORE_END();
    DETSCHED_ASSERT(thing == 1);
    return 0;
}
"""


@functools.lru_cache(None)
def installed():
    """A folder with a blank and a colon in its name, with an installation below usr. Kept until the end."""
    folder = tempfile.TemporaryDirectory(prefix="in stalled:")
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith(("MAKE", "MFLAGS")) and k != "T"}
    environment["BUILD"] = tree.BUILD.split("/", 1)[1] if "/" in tree.BUILD else "release"
    # DESTDIR goes into a recipe as it is, so it is a plain name; the blank comes with a move.
    plain = os.path.join(os.path.dirname(folder.name), "plain-" + str(os.getpid()))
    made = tree.complaint(["env", "-i", *[f"{k}={v}" for k, v in environment.items()], "make", "-s",
                           "install", f"DESTDIR={plain}", "PREFIX=/usr"])
    if made:
        raise RuntimeError("make install: " + "; ".join(made))
    os.rename(os.path.join(plain, "usr"), os.path.join(folder.name, "usr"))
    os.rmdir(plain)
    return folder


@CHECKS("make install puts every file in its place")
def places():
    for name in FILES:
        if not os.path.isfile(os.path.join(installed().name, "usr", name)):
            yield name


@CHECKS("the installed command finds its library, and the header builds as C and C++")
def works():
    prefix = os.path.join(installed().name, "usr")
    tool = os.path.join(prefix, "bin", "detsched")
    flags = subprocess.run(["pkg-config", "--keep-system-cflags", "--cflags", "./detsched.pc"],
                           cwd=os.path.join(prefix, "lib", "pkgconfig"), text=True,
                           capture_output=True, check=True).stdout.split()
    if flags != ["-I/usr/include"]:
        yield f"pkg-config says {flags}"
    for compiler, suffix in (("gcc", "c"), ("g++", "cc")):
        source = os.path.join(prefix, "test." + suffix)
        with open(source, "w", encoding="utf-8") as out:
            out.write(PROGRAM)
        program = os.path.join(prefix, "test-" + suffix)
        yield from tree.complaint([compiler, "-Wall", "-Wextra", "-Werror", "-I",
                                   os.path.join(prefix, "include"), source, "-o", program])
        if subprocess.run([program], check=False).returncode != 0:
            yield f"{compiler}: the annotated program fails without detsched"
        ran = subprocess.run([tool, "--seeds", "2", "--out", program + ".out", program],
                             capture_output=True, text=True, check=False)
        if ran.returncode != 1 or "error: assert" not in ran.stdout:
            yield f"{compiler}: status {ran.returncode}: {ran.stdout[:200]}{ran.stderr[:200]}"


GO_PROGRAM = """
#include <detgo.h>

go_chan_type(ints, int);

static void ends(void *value) {
    *(int *)value = 3;
}

int main() {
    int value = 1;
    ints c = go_make(ints, 1);
    if (go_select(go_on_recv(c, NULL, NULL), go_on_send(c, &value)) == 1)
        value += go_recv(c);
    if (go_select_default(go_on_recv(c, NULL, NULL)) != -1)
        return 9;
    go_chan_release(c.tx.ch);
    go_waitgroup wg = {};
    go_waitgroup_add(&wg, 1);
    GO_DEFER_FRAME;
    go_defer(ends, &value);
    go_waitgroup_done(&wg);
    go_waitgroup_wait(&wg);
    return value - 2;
}
"""


@CHECKS("a program builds with the flags of detgo.pc, shared and static, as C and C++, and runs")
def runtime():
    prefix = os.path.join(installed().name, "usr")
    said = subprocess.run(["pkg-config", "--keep-system-cflags", "--keep-system-libs", "--cflags", "--libs",
                           "./detgo.pc"], cwd=os.path.join(prefix, "lib", "pkgconfig"), text=True,
                          capture_output=True, check=True).stdout.split()
    flags = [flag.replace("/usr/", prefix + "/") for flag in said]
    for compiler, suffix in (("gcc", "c"), ("g++", "cc")):
        source = os.path.join(prefix, "go." + suffix)
        with open(source, "w", encoding="utf-8") as out:
            out.write(GO_PROGRAM)
        for library in ("-ldetgo", "-l:libdetgo.a"):
            program = os.path.join(prefix, f"go-{suffix}{library}")
            wrong = tree.complaint([compiler, "-Wall", "-Wextra", "-Werror", source, "-o", program,
                                    *[library if flag == "-ldetgo" else flag for flag in flags],
                                    "-Wl,-rpath,$ORIGIN/lib"])
            yield from wrong
            if wrong:
                continue
            status = subprocess.run([program], check=False).returncode
            if status != 0:
                yield f"{program}: status {status}"
