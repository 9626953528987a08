/* facts_lock.c: mutexes, read-write locks, spin locks: return codes and who may go on. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

static const struct fact mutexes[] = {
    {"a normal mutex that its holder locks again blocks it for ever",
     "mutex m\nmain: lock m; lock m", "main lock m -> ok", STUCK, NULL},
    {"an adaptive mutex that its holder locks again blocks it for ever",
     "mutex m adaptive\nmain: lock m; lock m", "main lock m -> ok", STUCK, NULL},
    {"a timed relock of a normal mutex times out", "mutex m\nmain: lock m; lock m for 1ms",
     "main lock m -> ok; main lock m -> timedout", END, NULL},
    {"an error-checking mutex tells its holder of the deadlock, and that is no misuse",
     "mutex m errorcheck\nmain: lock m; lock m; lock m for 1ms; unlock m",
     "main lock m -> ok; main lock m -> deadlk; main lock m -> deadlk; main unlock m -> ok", END,
     NULL},
    {"a recursive mutex counts and is free after as many unlocks",
     "mutex m recursive\nmain: lock m; lock m; trylock m; unlock m; unlock m; create A; join A"
     "\n; unlock m; create A; join A\nA: trylock m; ?unlock m",
     "main lock m -> ok; main lock m -> ok; main trylock m -> ok; main unlock m -> ok; "
     "main unlock m -> ok; A trylock m -> busy; main unlock m -> ok; A trylock m -> ok; "
     "A unlock m -> ok",
     END, NULL},
    {"trylock of one's own mutex is busy unless it is recursive",
     "mutex n\nmutex e errorcheck\nmutex a adaptive\nmain: lock n; trylock n; lock e; trylock e"
     "; lock a; trylock a; unlock n; unlock e; unlock a",
     "main lock n -> ok; main trylock n -> busy; main lock e -> ok; main trylock e -> busy; "
     "main lock a -> ok; main trylock a -> busy; main unlock n -> ok; main unlock e -> ok; "
     "main unlock a -> ok",
     END, NULL},
    {"unlock of an unlocked normal mutex succeeds and is a misuse", "mutex m\nmain: unlock m",
     "main unlock m -> ok unlock-of-unlocked", END, NULL},
    {"unlock of an unlocked error-checking or recursive mutex is refused and a misuse",
     "mutex e errorcheck\nmutex r recursive\nmain: unlock e; unlock r",
     "main unlock e -> perm unlock-of-unlocked; main unlock r -> perm unlock-of-unlocked", END,
     NULL},
    {"another task really unlocks a normal mutex",
     "mutex m\nmain: lock m; create A; join A; trylock m; unlock m\nA: unlock m",
     "main lock m -> ok; A unlock m -> ok unlock-by-another; main trylock m -> ok; "
     "main unlock m -> ok",
     END, NULL},
    {"another task cannot unlock a recursive or an error-checking mutex",
     "mutex e errorcheck\nmutex r recursive\nmain: lock e; lock r; create A; join A; trylock e"
     "; unlock e; unlock r\nA: unlock e; unlock r",
     "main lock e -> ok; main lock r -> ok; A unlock e -> perm unlock-by-another; "
     "A unlock r -> perm unlock-by-another; main trylock e -> busy; main unlock e -> ok; "
     "main unlock r -> ok",
     END, NULL},
    {"destroying a held mutex is refused and a misuse",
     "mutex m\nmain: lock m; mutex-destroy m; unlock m; mutex-destroy m",
     "main lock m -> ok; main mutex-destroy m -> busy destroy-in-use; main unlock m -> ok; "
     "main mutex-destroy m -> ok",
     END, NULL},
    {"destroying a mutex that a condition's waiter will take again is refused",
     "mutex m\ncond c\nmain: create A; yield; mutex-destroy m; signal c; join A\n"
     "A: lock m; cond-wait c m; unlock m",
     "A lock m -> ok; A cond-wait c m -> ok; main yield -> ok; "
     "main mutex-destroy m -> busy destroy-in-use; main signal c -> ok; A cond-wake c m -> ok; "
     "A unlock m -> ok",
     END, "1 1 1 0"},
    {"a destroyed mutex refuses everything but another destroy",
     "mutex m\nmain: mutex-destroy m; lock m; trylock m; unlock m; mutex-destroy m; mutex-init m "
     "normal; lock m; unlock m",
     "main mutex-destroy m -> ok; main lock m -> inval use-after-destroy; "
     "main trylock m -> inval use-after-destroy; main unlock m -> inval use-after-destroy; "
     "main mutex-destroy m -> ok use-after-destroy; main mutex-init m -> ok; main lock m -> ok; "
     "main unlock m -> ok",
     END, NULL},
    {"initialising a held mutex is a misuse, and frees it",
     "mutex m\nmain: lock m; mutex-init m normal; lock m; unlock m",
     "main lock m -> ok; main mutex-init m -> ok init-in-use; main lock m -> ok; "
     "main unlock m -> ok",
     END, NULL},
    {"an invalid time-out matters only where the lock would block",
     "mutex m\nmutex e errorcheck\nmutex r recursive\nmain: lock m badtime; lock m badtime; lock e "
     "badtime; lock e badtime; lock r; lock r badtime; unlock r; unlock r; unlock m; unlock e",
     "main lock m -> ok; main lock m -> inval; main lock e -> ok; main lock e -> deadlk; "
     "main lock r -> ok; main lock r -> ok; main unlock r -> ok; main unlock r -> ok; "
     "main unlock m -> ok; main unlock e -> ok",
     END, NULL},
    {"a free mutex is taken even when the deadline has passed",
     "mutex m\nmain: lock m for 0ns; unlock m", "main lock m -> ok; main unlock m -> ok", END,
     NULL},
    {"a blocked lock goes on when the holder unlocks",
     "mutex m\nmain: lock m; create A; sleep 1ms; unlock m; join A\nA: lock m; unlock m",
     "main lock m -> ok; main sleep -> ok; main unlock m -> ok; A lock m -> ok; A unlock m -> ok",
     END, NULL},
};

static const struct fact rwlocks[] = {
    {"a writer that begins to wait stops a reader that was about to go on",
     "rwlock l nonrec\nmain: create A; create B; rdlock l; yield; rw-unlock l\n"
     "A: rdlock l; rw-unlock l\nB: wrlock l; rw-unlock l",
     "main rdlock l -> ok; main yield -> ok; main rw-unlock l -> ok; A rdlock l -> ok; "
     "A rw-unlock l -> ok; B wrlock l -> ok; B rw-unlock l -> ok",
     END, "0 0 0 0 0 1 2 1 1 0"},
    {"readers share, a writer is kept out until the last has left",
     "rwlock w\nmain: rdlock w; create A; join A; rw-unlock w; create B; join B\n"
     "A: rdlock w; trywrlock w; rw-unlock w; trywrlock w\nB: wrlock w; rw-unlock w",
     "main rdlock w -> ok; A rdlock w -> ok; A trywrlock w -> busy; A rw-unlock w -> ok; "
     "A trywrlock w -> busy; main rw-unlock w -> ok; B wrlock w -> ok; B rw-unlock w -> ok",
     END, NULL},
    {"the writer is told of the deadlock when it locks again, a misuse, and tries are busy",
     "rwlock w\nmain: wrlock w; rdlock w; wrlock w; wrlock w for 1ms; tryrdlock w; trywrlock w"
     "; rw-unlock w",
     "main wrlock w -> ok; main rdlock w -> deadlk read-lock-of-write-locked; "
     "main wrlock w -> deadlk relock; main wrlock w -> deadlk relock; main tryrdlock w -> busy; "
     "main trywrlock w -> busy; "
     "main rw-unlock w -> ok",
     END, NULL},
    {"an upgrade blocks for ever", "rwlock w\nmain: rdlock w; wrlock w", "main rdlock w -> ok",
     STUCK, NULL},
    {"a timed upgrade times out", "rwlock w\nmain: rdlock w; wrlock w for 1ms; rw-unlock w",
     "main rdlock w -> ok; main wrlock w -> timedout; main rw-unlock w -> ok", END, NULL},
    {"an invalid time-out is refused even if the lock is free, before any other error",
     "rwlock w\nmain: rdlock w badtime; wrlock w badtime; wrlock w; wrlock w badtime; rw-unlock w",
     "main rdlock w -> inval; main wrlock w -> inval; main wrlock w -> ok; "
     "main wrlock w -> inval; main rw-unlock w -> ok",
     END, NULL},
    {"a reader reads again while a writer waits, by default",
     "rwlock w\nmain: rdlock w; create A; sleep 1ms; rdlock w; tryrdlock w; rw-unlock w; rw-unlock "
     "w; rw-unlock w; join A\nA: wrlock w; rw-unlock w",
     "main rdlock w -> ok; main sleep -> ok; main rdlock w -> ok; main tryrdlock w -> ok; "
     "main rw-unlock w -> ok; main rw-unlock w -> ok; main rw-unlock w -> ok; A wrlock w -> ok; "
     "A rw-unlock w -> ok",
     END, NULL},
    {"writer preference without the non-recursive kind lets readers in as well",
     "rwlock w writers\nmain: rdlock w; create A; sleep 1ms; tryrdlock w; rw-unlock w; rw-unlock w"
     "; join A\nA: wrlock w; rw-unlock w",
     "main rdlock w -> ok; main sleep -> ok; main tryrdlock w -> ok; main rw-unlock w -> ok; "
     "main rw-unlock w -> ok; A wrlock w -> ok; A rw-unlock w -> ok",
     END, NULL},
    {"under the non-recursive writer preference a waiting writer stops new readers",
     "rwlock w nonrec\nmain: rdlock w; create A; sleep 1ms; tryrdlock w; rdlock w for 1ms; "
     "rw-unlock w; join A\nA: wrlock w; rw-unlock w",
     "main rdlock w -> ok; main sleep -> ok; main tryrdlock w -> busy; main rdlock w -> timedout; "
     "main rw-unlock w -> ok; A wrlock w -> ok; A rw-unlock w -> ok",
     END, NULL},
    {"without a waiting writer readers share under that preference, too",
     "rwlock w nonrec\nmain: rdlock w; create A; join A; rw-unlock w\nA: rdlock w; rw-unlock w",
     "main rdlock w -> ok; A rdlock w -> ok; A rw-unlock w -> ok; main rw-unlock w -> ok", END,
     NULL},
    {"reading again behind a waiting writer is a deadlock under that preference",
     "rwlock w nonrec\nmain: rdlock w; create A; sleep 1ms; rdlock w\nA: wrlock w; rw-unlock w",
     "main rdlock w -> ok; main sleep -> ok", STUCK, NULL},
    {"unlocking what is not locked is a misuse", "rwlock w\nmain: rw-unlock w",
     "main rw-unlock w -> ok unlock-of-unlocked", END, NULL},
    {"unlocking another's read lock releases it and is a misuse",
     "rwlock w\nmain: rdlock w; create A; join A; trywrlock w; rw-unlock w\nA: rw-unlock w",
     "main rdlock w -> ok; A rw-unlock w -> ok unlock-by-another; main trywrlock w -> ok; "
     "main rw-unlock w -> ok",
     END, NULL},
    {"destroying a held rwlock is a misuse that nobody is told of",
     "rwlock w\nmain: rdlock w; rwlock-destroy w; rw-unlock w",
     "main rdlock w -> ok; main rwlock-destroy w -> ok destroy-in-use; "
     "main rw-unlock w -> ok use-after-destroy",
     END, NULL},
};

static const struct fact spins[] = {
    {"a spin lock that its holder locks again blocks it for ever",
     "spin s\nmain: spin-lock s; spin-trylock s; spin-lock s",
     "main spin-lock s -> ok; main spin-trylock s -> busy", STUCK, NULL},
    {"unlocking another's spin lock unlocks it and is a misuse",
     "spin s\nmain: spin-lock s; create A; join A; spin-lock s; spin-unlock s; spin-unlock s"
     "\nA: spin-unlock s",
     "main spin-lock s -> ok; A spin-unlock s -> ok unlock-by-another; main spin-lock s -> ok; "
     "main spin-unlock s -> ok; main spin-unlock s -> ok unlock-of-unlocked",
     END, NULL},
    {"destroying a held spin lock is a misuse that nobody is told of",
     "spin s\nmain: spin-init s; spin-lock s; spin-destroy s",
     "main spin-init s -> ok; main spin-lock s -> ok; main spin-destroy s -> ok destroy-in-use",
     END, NULL},
};

static const struct fact robust[] = {
    {"whoever locks a robust mutex after its owner ended is told, and can mend it",
     "mutex m robust\nmain: create A; join A; lock m; mutex-consistent m; mutex-consistent m; "
     "unlock m; lock m; unlock m\nA: lock m",
     "A lock m -> ok; main lock m -> ownerdead; main mutex-consistent m -> ok; "
     "main mutex-consistent m -> inval; main unlock m -> ok; main lock m -> ok; "
     "main unlock m -> ok",
     END, NULL},
    {"a robust mutex that is given back unmended is lost for ever",
     "mutex m robust\nmain: create A; join A; trylock m; unlock m; lock m; trylock m; "
     "lock m for 1ms; mutex-consistent m; unlock m; mutex-destroy m\nA: lock m",
     "A lock m -> ok; main trylock m -> ownerdead; main unlock m -> ok; main lock m -> lost; "
     "main trylock m -> lost; main lock m -> lost; main mutex-consistent m -> inval; "
     "main unlock m -> perm unlock-of-unlocked; main mutex-destroy m -> ok",
     END, NULL},
    {"a waiter gets a robust mutex when its owner ends",
     "mutex m robust\nmain: create A; sleep 1ms; lock m; mutex-consistent m; unlock m; join A\n"
     "A: lock m; sleep 2ms",
     "A lock m -> ok; main sleep -> ok; A sleep -> ok; main lock m -> ownerdead; "
     "main mutex-consistent m -> ok; main unlock m -> ok",
     END, NULL},
    {"everybody who waits for a robust mutex is told that it is lost",
     "mutex m robust\nmain: lock m; create A; create B; sleep 1ms; exit\n"
     "A: lock m; unlock m\nB: lock m; unlock m",
     "main lock m -> ok; main sleep -> ok; A lock m -> ownerdead; A unlock m -> ok; "
     "B lock m -> lost; B unlock m -> perm unlock-of-unlocked",
     END, NULL},
    {"one who was told and ends as well leaves the next to be told",
     "mutex m robust\nmain: create A; join A; create B; join B; lock m\nA: lock m\nB: lock m",
     "A lock m -> ok; B lock m -> ownerdead; main lock m -> ownerdead", END, NULL},
    {"a recursive robust mutex is lost at its last unlock",
     "mutex m recursive robust\nmain: create A; join A; lock m; lock m; unlock m; unlock m; lock m"
     "\nA: lock m; lock m",
     "A lock m -> ok; A lock m -> ok; main lock m -> ownerdead; main lock m -> ok; "
     "main unlock m -> lost; main unlock m -> ok; main lock m -> lost",
     END, NULL},
    {"a wait on a condition that takes a robust mutex again is told as well",
     "mutex m robust\ncond c\nmain: lock m; create A; cond-wait c m for 1ms; mutex-consistent m; "
     "unlock m; join A\nA: lock m",
     "main lock m -> ok; main cond-wait c m -> ok; A lock m -> ok; "
     "main cond-wake c m -> ownerdead; main mutex-consistent m -> ok; main unlock m -> ok",
     END, NULL},
    {"only its holder can unlock a robust mutex, or one with priority inheritance",
     "mutex r robust\nmutex p inherit\nmain: unlock r; unlock p",
     "main unlock r -> perm unlock-of-unlocked; main unlock p -> perm unlock-of-unlocked", END,
     NULL},
    {"a try of one's own error-checking mutex says so where glibc looks at the owner",
     "mutex r errorcheck robust\nmutex p errorcheck inherit\nmutex q errorcheck protect\n"
     "main: lock r; trylock r; unlock r; lock p; trylock p; unlock p; lock q; trylock q; unlock q",
     "main lock r -> ok; main trylock r -> deadlk; main unlock r -> ok; main lock p -> ok; "
     "main trylock p -> deadlk; main unlock p -> ok; main lock q -> ok; main trylock q -> deadlk; "
     "main unlock q -> ok",
     END, NULL},
    {"consistency is a matter of robust mutexes",
     "mutex m\nmain: lock m; mutex-consistent m; unlock m",
     "main lock m -> ok; main mutex-consistent m -> inval; main unlock m -> ok", END, NULL},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    int failures = fact_run("mutexes", mutexes, COUNT(mutexes));
    failures += fact_run("robust mutexes", robust, COUNT(robust));
    failures += fact_run("rwlocks", rwlocks, COUNT(rwlocks));
    failures += fact_run("spin locks", spins, COUNT(spins));
    return failures != 0;
}
