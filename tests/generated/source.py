"""Writes a program as C source: the same calls in the same order, with no interpreter between."""

HEAD = """\
/* The program of number NUMBER (ABOUT), as tests/generated/generate.py writes it. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "shim/detsched.h"

static unsigned unusual;
/* RESULT, an errno number; counted if it is none that a right program meets. */
static inline int check(int result) {
    if (result > 0 && result != EBUSY && result != ETIMEDOUT && result != EAGAIN)
        __atomic_add_fetch(&unusual, 1, __ATOMIC_RELAXED);
    return result;
}
static inline int code(int result) {
    return check(result == -1 ? errno : result);
}
static inline int c11(int result) {
    return check(result == thrd_success    ? 0
                 : result == thrd_busy     ? EBUSY
                 : result == thrd_timedout ? ETIMEDOUT
                                           : EINVAL);
}
static inline struct timespec after(clockid_t clock, long ns) {
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += ns % 1000000000;
    t.tv_sec += ns / 1000000000 + t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}
#define AFTER(clock, ns) ((const struct timespec[]){after(clock, ns)})
#define SPAN(ns) ((const struct timespec[]){{0, ns}})
static inline void yields(void) {
    sched_yield();
}
static inline void at_end(void *value) {
    (void)value;
    sched_yield();
}
static inline int detached(pthread_t *thread, void *(*run)(void *)) {
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(thread, &attr, run, NULL);
    pthread_attr_destroy(&attr);
    return rc;
}
static inline void mutex_init(pthread_mutex_t *mutex, int type) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutex_init(mutex, &attr);
    pthread_mutexattr_destroy(&attr);
}
static inline void cond_init(pthread_cond_t *cond, clockid_t clock) {
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, clock);
    pthread_cond_init(cond, &attr);
    pthread_condattr_destroy(&attr);
}
static inline void rwlock_init(pthread_rwlock_t *lock, int kind) {
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kind);
    pthread_rwlock_init(lock, &attr);
    pthread_rwlockattr_destroy(&attr);
}
static inline int pass(const int *fds, int end, size_t left) {
    char bytes[4096];
    memset(bytes, 1, sizeof bytes);
    while (left > 0) {
        size_t size = left < sizeof bytes ? left : sizeof bytes;
        ssize_t n = end == 0 ? read(fds[0], bytes, size) : write(fds[1], bytes, size);
        if (n <= 0)
            return n == 0 ? EPIPE : errno;
        for (ssize_t i = 0; i < n; i++)
            if (bytes[i] != 1)
                return EIO;
        left -= (size_t)n;
    }
    return 0;
}
"""
MUTEX = {"normal": "PTHREAD_MUTEX_NORMAL", "recursive": "PTHREAD_MUTEX_RECURSIVE",
         "errorcheck": "PTHREAD_MUTEX_ERRORCHECK", "adaptive": "PTHREAD_MUTEX_ADAPTIVE_NP"}
MUTEX_STATIC = {"normal": "PTHREAD_MUTEX_INITIALIZER",
                "recursive": "PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP",
                "errorcheck": "PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP",
                "adaptive": "PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP"}
RWLOCK = {"readers": "PTHREAD_RWLOCK_PREFER_READER_NP", "writers": "PTHREAD_RWLOCK_PREFER_WRITER_NP",
          "nonrecursive": "PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP"}
RWLOCK_STATIC = {"readers": "PTHREAD_RWLOCK_INITIALIZER", "writers": "PTHREAD_RWLOCK_INITIALIZER",
                 "nonrecursive": "PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP"}
UNITS = {"us": 1000, "ms": 1000000}
CLOCKS = {"timed": "CLOCK_REALTIME", "clock": "CLOCK_MONOTONIC"}


def ns(duration):
    for unit, factor in UNITS.items():
        if duration.endswith(unit):
            return int(duration[:-len(unit)]) * factor
    return int(duration.rstrip("s")) * 1000000000


class Writer:
    def __init__(self, p):
        self.p, self.c11 = p, p.c11

    def type_of(self, kind):
        return {"mutex": "mtx_t" if self.c11 else "pthread_mutex_t",
                "cond": "cnd_t" if self.c11 else "pthread_cond_t", "rwlock": "pthread_rwlock_t",
                "spin": "pthread_spinlock_t", "barrier": "pthread_barrier_t", "sem": "sem_t",
                "once": "once_flag" if self.c11 else "pthread_once_t",
                "key": "tss_t" if self.c11 else "pthread_key_t", "count": "unsigned"}[kind]

    def declare(self, kind, name, *words):
        if kind == "pipe":
            return f"static int {name}[2];"
        value = ""
        if kind == "count" and words:
            value = f" = {words[0]}"
        elif kind == "once":
            value = " = ONCE_FLAG_INIT" if self.c11 else " = PTHREAD_ONCE_INIT"
        elif "static" in words:
            value = " = " + (MUTEX_STATIC if kind == "mutex" else RWLOCK_STATIC)[words[0]]
        return f"static {self.type_of(kind)} {name}{value};"

    def init(self, kind, name, *words):
        at = "&" + name
        if "static" in words or kind in ("count", "once"):
            return None
        if kind == "mutex":
            kinds = "mtx_timed" + (" | mtx_recursive" if "recursive" in words else "")
            return f"mtx_init({at}, {kinds});" if self.c11 else f"mutex_init({at}, {MUTEX[words[0]]});"
        if kind == "cond":
            clock = "CLOCK_MONOTONIC" if words else "CLOCK_REALTIME"
            return f"cnd_init({at});" if self.c11 else f"cond_init({at}, {clock});"
        if kind == "key":
            return f"tss_create({at}, at_end);" if self.c11 else f"pthread_key_create({at}, at_end);"
        return {"rwlock": lambda: f"rwlock_init({at}, {RWLOCK[words[0]]});",
                "spin": lambda: f"pthread_spin_init({at}, PTHREAD_PROCESS_PRIVATE);",
                "barrier": lambda: f"pthread_barrier_init({at}, NULL, {words[0]});",
                "sem": lambda: f"sem_init({at}, 0, {words[0]});",
                "pipe": lambda: f"if (pipe({name}) != 0 || fcntl({name}[0], F_SETPIPE_SZ, 1) < 0)\n        abort();"}[kind]()

    def acquire(self, family, name, how, limit, code="check"):
        """FAMILY: (pthread's stem, the suffix of its calls)."""
        stem, suffix = family
        if how == "plain":
            return [f"{code}({stem}{suffix}({name}));"]
        if how == "try":
            return [f"while ({code}({stem}try{suffix}({name})) != 0)", f"    {self.yields()};"]
        clock = CLOCKS[how]
        named = f"{clock}, " if how == "clock" else ""
        return [f"while ({code}({stem}{how}{suffix}({name}, {named}AFTER({clock}, {ns(limit)}))) != 0)",
                "    continue;"]

    def yields(self):
        return "thrd_yield()" if self.c11 else "sched_yield()"

    def lock(self, name, how, limit=None):
        if self.c11:
            return self.acquire(("mtx_", "lock"), "&" + name, how, limit, "c11")
        return self.acquire(("pthread_mutex_", "lock"), "&" + name, how, limit)

    def join(self, name, how, limit=None):
        thread = "thread_" + name.replace(".", "_")
        if self.c11 and how == "plain":
            return [f"c11(thrd_join({thread}, NULL));"]
        lines = self.acquire(("pthread_", "join"), f"{thread}, NULL", how, limit)
        return [line if how == "plain" else line.replace("join(", "join_np(", 1) for line in lines]

    def wait_call(self, cond, mutex, limit=None):
        timed = "timed" if limit else ""
        clock = "CLOCK_MONOTONIC" if "monotonic" in self.p.kind_of(cond) else "CLOCK_REALTIME"
        last = f", AFTER({clock}, {ns(limit)})" if limit else ""
        if self.c11:
            return f"c11(cnd_{timed}wait(&{cond}, &{mutex}{last}));"
        return f"check(pthread_cond_{timed}wait(&{cond}, &{mutex}{last}));"

    def create(self, name, word="create"):
        name = name.replace(".", "_")
        if word == "create-detached":
            return [f"check(detached(&thread_{name}, run_{name}));"]
        if self.c11:
            return [f"c11(thrd_create(&thread_{name}, run_{name}_c11, NULL));"]
        return [f"check(pthread_create(&thread_{name}, NULL, run_{name}, NULL));"]

    def lines(self, word, *rest):
        one = rest[0] if rest else ""
        if word in ("lock", "join", "create"):
            return getattr(self, word)(*rest)
        if word == "create-detached":
            return self.create(one, word)
        if word in ("rdlock", "wrlock", "spin-lock", "sem-wait"):
            families = {"rdlock": ("pthread_rwlock_", "rdlock"), "wrlock": ("pthread_rwlock_", "wrlock"),
                        "spin-lock": ("pthread_spin_", "lock"), "sem-wait": ("sem_", "wait")}
            return self.acquire(families[word], "&" + one, rest[1], (rest + (None,))[2],
                                "code" if word == "sem-wait" else "check")
        if word in ("wait", "timed-wait", "wait-if"):
            count, least, cond, mutex, *limit = rest
            loop = "if" if word == "wait-if" else "while"
            return [f"{loop} ({count} < {least})", "    " + self.wait_call(cond, mutex, *limit)]
        if word in ("unlock", "signal", "broadcast", "mutex-destroy", "cond-destroy"):
            return [self.on_c11(word, one)]
        return [self.simple(word, *rest)]

    def on_c11(self, word, name):
        stem, call = {"unlock": ("mutex", "unlock"), "signal": ("cond", "signal"),
                      "broadcast": ("cond", "broadcast"), "mutex-destroy": ("mutex", "destroy"),
                      "cond-destroy": ("cond", "destroy")}[word]
        if not self.c11:
            return f"check(pthread_{stem}_{call}(&{name}));"
        call = f"{'mtx' if stem == 'mutex' else 'cnd'}_{call}(&{name})"
        return f"{call};" if "destroy" in call else f"c11({call});"

    def simple(self, word, one="", two=""):
        if word == "once":
            return f"call_once(&{one}, yields);" if self.c11 else \
                f"check(pthread_once(&{one}, yields));"
        if word == "key-set":
            return f"c11(tss_set({one}, &{one}));" if self.c11 else \
                f"check(pthread_setspecific({one}, &{one}));"
        if word == "yield":
            return self.yields() + ";"
        if word == "nanosleep" and self.c11:
            return f"thrd_sleep(SPAN({ns(one)}), NULL);"
        return {
            "rw-unlock": "check(pthread_rwlock_unlock(&{0}));",
            "rw-destroy": "check(pthread_rwlock_destroy(&{0}));",
            "spin-unlock": "check(pthread_spin_unlock(&{0}));",
            "spin-destroy": "check(pthread_spin_destroy(&{0}));",
            "barrier-destroy": "check(pthread_barrier_destroy(&{0}));",
            "barrier-wait": "if (check(pthread_barrier_wait(&{0})) == PTHREAD_BARRIER_SERIAL_THREAD)\n"
                            "        {1}++;",
            "sem-post": "code(sem_post(&{0}));",
            "nanosleep": "code(nanosleep(SPAN({0}), NULL));",
            "clock-nanosleep": "check(clock_nanosleep(CLOCK_MONOTONIC, 0, SPAN({0}), NULL));",
            "usleep": "code(usleep({0} / 1000));",
            "add": "{0} += {1};", "take": "taken = {0};", "put": "{0} = taken + {1};",
            "expect": "assert({0} == {1});", "at-least": "assert({0} >= {1});",
            "same": "assert({0} == {1});",
            "pipe-write": "check(pass({0}, 1, {1}));",
            "pipe-read": "check(pass({0}, 0, {1}));",
        }[word].format(ns(one) if word.endswith("sleep") else one, two)

    def body(self, task):
        out = []
        for statement in task.body:
            out += ["    " + line for line in self.lines(*statement)]
        return "\n".join(out)

    def function(self, task):
        name = task.name.replace(".", "_")
        takes = any(s[0] == "take" for s in task.body)
        text = f"static void *run_{name}(void *arg) {{\n    (void)arg;\n"
        text += "    unsigned taken;\n" if takes else ""
        text += f"{self.body(task)}\n    return NULL;\n}}\n"
        if self.c11 and not task.detached:
            text += f"static int run_{name}_c11(void *arg) {{\n    run_{name}(arg);\n    return 0;\n}}\n"
        return text


def text(p, about):
    w = Writer(p)
    objects = [w.declare(*o) for o in p.objects]
    threads = [f"static pthread_t thread_{t.name.replace('.', '_')};" for t in p.tasks[1:]]
    # A child's routine stands before its creator's.
    functions = [w.function(t) for t in sorted(p.tasks[1:], key=lambda t: -t.name.count("."))]
    start = []
    for o in p.objects:
        call = w.init(*o)
        start.append(f"    DETSCHED_NAME((void *)&{o[1]}, \"{o[1]}\");")
        start += ["    " + call] if call else []
    counts = [o[1] for o in p.objects if o[0] == "count"]
    prints = "\n".join(f'    n += snprintf(text + n, sizeof text - n, "{c} %u\\n", {c});'
                       for c in counts)
    tail = ["int main(void) {", "    char text[2048];"] + start + [
        w.body(p.tasks[0]),
        '    size_t n = (size_t)snprintf(text, sizeof text, "unusual %u\\n", unusual);', prints,
        "    return write(1, text, n) != (ssize_t)n;", "}"]
    head = HEAD.replace("NUMBER", str(p.number)).replace("ABOUT", about)
    return "\n".join([head] + objects + threads + functions + tail) + "\n"
