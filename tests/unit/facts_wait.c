/* facts_wait.c: condition variables, semaphores, barriers, once. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

#define TWO_WAITERS                                                                              \
    "mutex m\ncond c\nmain: create A; create B; sleep 1ms; signal c; sleep 1ms; signal c; join " \
    "A; "                                                                                        \
    "join B\nA: lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m; unlock m"

static const struct fact conds[] = {
    {"a wait releases the mutex and takes it again",
     "mutex m\ncond c\nmain: lock m; create A; cond-wait c m; unlock m; join A\n"
     "A: lock m; signal c; unlock m",
     "main lock m -> ok; main cond-wait c m -> ok; A lock m -> ok; A signal c -> ok; "
     "A unlock m -> ok; main cond-wake c m -> ok; main unlock m -> ok",
     END, NULL},
    {"a signal wakes exactly one waiter",
     "mutex m\ncond c\nmain: create A; create B; sleep 1ms; signal c; join A; join B\n"
     "A: lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; B lock m -> ok; B cond-wait c m -> ok; "
     "main sleep -> ok; main signal c -> ok; A cond-wake c m -> ok; A unlock m -> ok",
     STUCK, NULL},
    {"a signal may wake the waiter that came last", TWO_WAITERS,
     "A lock m -> ok; A cond-wait c m -> ok; B lock m -> ok; B cond-wait c m -> ok; "
     "main sleep -> ok; main signal c -> ok; B cond-wake c m -> ok; B unlock m -> ok; "
     "main sleep -> ok; main signal c -> ok; A cond-wake c m -> ok; A unlock m -> ok",
     END, "0 0 0 0 0 0 1 1 0 1 0"},
    {"a broadcast wakes all waiters",
     "mutex m\ncond c\nmain: create A; create B; sleep 1ms; broadcast c; join A; join B\n"
     "A: lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; B lock m -> ok; B cond-wait c m -> ok; "
     "main sleep -> ok; main broadcast c -> ok; A cond-wake c m -> ok; A unlock m -> ok; "
     "B cond-wake c m -> ok; B unlock m -> ok",
     END, NULL},
    {"a signal before the wait is lost",
     "mutex m\ncond c\nmain: signal c; lock m; cond-wait c m; unlock m",
     "main signal c -> ok void; main lock m -> ok; main cond-wait c m -> ok", STUCK, NULL},
    {"a timed wait that nobody signals times out with the mutex held",
     "mutex m\ncond c\nmain: lock m; cond-wait c m for 1ms; trylock m; unlock m",
     "main lock m -> ok; main cond-wait c m -> ok; main cond-wake c m -> timedout; "
     "main trylock m -> busy; main unlock m -> ok",
     END, NULL},
    {"an invalid time-out is refused before the mutex is released",
     "mutex m\ncond c\nmain: lock m; cond-wait c m badtime; trylock m; unlock m",
     "main lock m -> ok; main cond-wait c m -> inval; main trylock m -> busy; main unlock m -> ok",
     END, NULL},
    {"waiting without the lock is a misuse; a normal mutex is held afterwards",
     "mutex m\ncond c\nmain: cond-wait c m for 1ms; trylock m; unlock m",
     "main cond-wait c m -> ok wait-without-lock; main cond-wake c m -> timedout; "
     "main trylock m -> busy; main unlock m -> ok",
     END, NULL},
    {"waiting without the lock is refused by an error-checking mutex",
     "mutex m errorcheck\ncond c\nmain: cond-wait c m for 1ms; trylock m; unlock m",
     "main cond-wait c m -> perm wait-without-lock; main trylock m -> ok; main unlock m -> ok", END,
     NULL},
    {"two waiters of one condition with two mutexes are a misuse",
     "mutex m\nmutex n\ncond c\nmain: create A; sleep 1ms; lock n; cond-wait c n for 1ms; unlock n"
     "; signal c; join A\nA: lock m; cond-wait c m; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; main sleep -> ok; main lock n -> ok; "
     "main cond-wait c n -> ok two-mutexes; main cond-wake c n -> timedout; main unlock n -> ok; "
     "main signal c -> ok; A cond-wake c m -> ok; A unlock m -> ok",
     END, NULL},
    {"a wait gives back one level of a recursive mutex, as glibc does",
     "mutex m recursive\ncond c\nmain: lock m; lock m; create A; cond-wait c m for 1ms; unlock m"
     "; unlock m; unlock m; join A\nA: trylock m",
     "main lock m -> ok; main lock m -> ok; main cond-wait c m -> ok; A trylock m -> busy; "
     "main cond-wake c m -> timedout; main unlock m -> ok; main unlock m -> ok; "
     "main unlock m -> perm unlock-of-unlocked",
     END, NULL},
    {"destroying a condition waits for its waiters and is a misuse",
     "mutex m\ncond c\nmain: create A; create B; sleep 1ms; cond-destroy c; join A; join B\n"
     "A: lock m; cond-wait c m; unlock m\nB: sleep 2ms; signal c",
     "A lock m -> ok; A cond-wait c m -> ok; main sleep -> ok; B sleep -> ok; B signal c -> ok; "
     "main cond-destroy c -> ok destroy-in-use; A cond-wake c m -> ok; A unlock m -> ok",
     END, NULL},
    {"a waiter wakes for nothing when the run allows it",
     "mutex m\ncond c\nmain: create A; yield; yield; lock m; signal c; unlock m; join A\n"
     "A: lock m; cond-wait c m; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; A cond-wake c m -> ok spurious; A unlock m -> ok; "
     "main yield -> ok; main yield -> ok; main lock m -> ok; main signal c -> ok void; "
     "main unlock m -> ok",
     END, "1 1 1 +1/0 1 1 1"},
    {"only a spurious wake-up could help: that is a deadlock",
     "mutex m\ncond c\nmain: lock m; cond-wait c m; unlock m",
     "main lock m -> ok; main cond-wait c m -> ok", STUCK, ""},
    {"a waiter past its deadline may have timed out before the signal, which is then lost",
     "mutex m\ncond c\nmain: create A; sleep 1ms; lock m; sleep 2ms; signal c; unlock m; join A\n"
     "A: lock m; cond-wait c m for 2ms; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; main sleep -> ok; main lock m -> ok; "
     "main sleep -> ok; main signal c -> ok void; main unlock m -> ok; "
     "A cond-wake c m -> timedout; A unlock m -> ok",
     END, "0 1"},
    {"a signal after the end of main wakes who has waited longest",
     "mutex m\ncond c\nmain: create A; create B; create C; sleep 10ms\n"
     "A: sleep 5ms; lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m; unlock m\n"
     "C: sleep 20ms; lock m; signal c; unlock m",
     "B lock m -> ok; B cond-wait c m -> ok; A sleep -> ok; A lock m -> ok; A cond-wait c m -> ok; "
     "main sleep -> ok; C sleep -> ok; C lock m -> ok; C signal c -> ok; C unlock m -> ok; "
     "B cond-wake c m -> ok; B unlock m -> ok",
     END, NULL},
};

static const struct fact semaphores[] = {
    {"a wait takes one, a post gives one, a try finds none",
     "sem s 1\nmain: sem-wait s; sem-trywait s; sem-post s; sem-getvalue s; sem-trywait s",
     "main sem-wait s -> ok; main sem-trywait s -> again; main sem-post s -> ok; "
     "main sem-getvalue s -> ok 1; main sem-trywait s -> ok",
     END, NULL},
    {"a wait for a post that never comes is a deadlock", "sem s\nmain: sem-wait s", "", STUCK,
     NULL},
    {"a timed wait times out; an invalid time-out is refused even if a unit is there",
     "sem s\nmain: sem-wait s for 1ms; sem-post s; sem-wait s badtime; sem-wait s for 0ns",
     "main sem-wait s -> timedout; main sem-post s -> ok; main sem-wait s -> inval; "
     "main sem-wait s -> ok",
     END, NULL},
    {"a semaphore's value ends at the largest int",
     "sem s\nmain: sem-init s 2147483648; sem-init s 2147483647; sem-post s; sem-getvalue s",
     "main sem-init s -> inval; main sem-init s -> ok; main sem-post s -> overflow; "
     "main sem-getvalue s -> ok 2147483647",
     END, NULL},
    {"one post releases one of two waiters",
     "sem s\nmain: create A; create B; sleep 1ms; sem-post s; join A; join B\nA: sem-wait s\n"
     "B: sem-wait s",
     "main sleep -> ok; main sem-post s -> ok; A sem-wait s -> ok", STUCK, NULL},
    {"destroying a semaphore with a waiter is a misuse that nobody is told of",
     "sem s\nmain: create A; sleep 1ms; sem-destroy s\nA: sem-wait s",
     "main sleep -> ok; main sem-destroy s -> ok destroy-in-use", END, NULL},
};

static const struct fact barriers[] = {
    {"the last to arrive is the serial one, and all go on",
     "barrier b 2\nmain: create A; barrier-wait b; join A\nA: barrier-wait b",
     "main barrier-wait b -> ok; A barrier-wait b -> serial; main barrier-leave b -> ok", END,
     NULL},
    {"a barrier of one never blocks", "barrier b 1\nmain: barrier-wait b; barrier-wait b",
     "main barrier-wait b -> serial; main barrier-wait b -> serial", END, NULL},
    {"a barrier counts its rounds",
     "barrier b 2\nmain: create A; barrier-wait b; barrier-wait b; join A\n"
     "A: barrier-wait b; barrier-wait b",
     "main barrier-wait b -> ok; A barrier-wait b -> serial; A barrier-wait b -> ok; "
     "main barrier-leave b -> ok; main barrier-wait b -> serial; A barrier-leave b -> ok",
     END, NULL},
    {"one task too few waits for ever",
     "barrier b 3\nmain: create A; barrier-wait b\nA: barrier-wait b",
     "main barrier-wait b -> ok; A barrier-wait b -> ok", STUCK, NULL},
    {"a count of zero or beyond the limit is refused",
     "barrier b\nmain: barrier-init b 0; barrier-init b 2147483647; barrier-init b 2147483646",
     "main barrier-init b -> inval; main barrier-init b -> inval; main barrier-init b -> ok", END,
     NULL},
    {"destroying waits until the released have left",
     "barrier b 2\nmain: create A; barrier-wait b; join A\nA: barrier-wait b; barrier-destroy b",
     "main barrier-wait b -> ok; A barrier-wait b -> serial; main barrier-leave b -> ok; "
     "A barrier-destroy b -> ok",
     END, NULL},
    {"destroying in an open round blocks",
     "barrier b 2\nmain: create A; barrier-wait b\nA: barrier-destroy b",
     "main barrier-wait b -> ok", STUCK, NULL},
};

static const struct fact onces[] = {
    {"the initialiser runs once",
     "once o\nmain: once o; ?once-done o; once o; ?once-done o; create A; join A\nA: once o",
     "main once o -> serial; main once-done o -> ok; main once o -> ok; A once o -> ok", END, NULL},
    {"others wait while the initialiser runs",
     "once o\nmain: create A; once o; sleep 1ms; once-done o; join A\nA: once o",
     "main once o -> serial; main sleep -> ok; main once-done o -> ok; A once o -> ok", END, NULL},
    {"an initialiser that was abandoned is run by the next",
     "once o\nmain: once o; once-abort o; once o; once-done o",
     "main once o -> serial; main once-abort o -> ok; main once o -> serial; "
     "main once-done o -> ok",
     END, NULL},
    {"an initialiser that needs itself waits for ever", "once o\nmain: once o; once o",
     "main once o -> serial", STUCK, NULL},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    int failures = fact_run("conditions", conds, COUNT(conds));
    failures += fact_run("semaphores", semaphores, COUNT(semaphores));
    failures += fact_run("barriers", barriers, COUNT(barriers));
    failures += fact_run("once", onces, COUNT(onces));
    return failures != 0;
}
