/* mutex.c: sync.Mutex.
 *
 * By itself: Go's algorithm (described at the head of the Go project's internal/sync/mutex.go). One word
 * holds locked, woken, starving and the number of waiters. A woken waiter competes with those who come;
 * one that has waited for more than a millisecond makes the mutex starving, and it is then handed from
 * waiter to waiter in the order of arrival until one of them waited less or is the last.
 */
#include <time.h>

#include "futex.h"
#include "internal.h"

enum {
    LOCKED = GO_MUTEX_LOCKED,
    WOKEN = 2,              /* a waiter is on its way: unlock need not wake another */
    STARVING = 4,           /* unlock hands over; who comes queues */
    WAITER = 8,             /* one in the count of waiters */
    SPINS = 40,             /* rounds before the first wait */
    STARVES_AFTER = 1000000 /* ns */
};

static uint32_t load(const uint32_t *state) {
    return __atomic_load_n(state, __ATOMIC_RELAXED);
}
static bool swap(uint32_t *state, uint32_t from, uint32_t to) {
    return __atomic_compare_exchange_n(state, &from, to, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static int64_t wait_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A short critical section may end while we look: worth it only if its owner can run meanwhile. */
static bool spin_lock_briefly(uint32_t *state) {
    int i;
    for (i = 0; i < SPINS; i++) {
        uint32_t old = load(state);
        if (!(old & (LOCKED | STARVING)) && swap(state, old, old | LOCKED))
            return true;
        if (old & STARVING)
            return false;
        go_pause();
    }
    return false;
}

/* The mutex was handed to us: takes us out of the count. LEAVE: and out of starvation. */
static void take_handed(uint32_t *state, bool leave) {
    uint32_t delta = WAITER - LOCKED + (leave ? STARVING : 0);
    __atomic_sub_fetch(state, delta, __ATOMIC_ACQ_REL);
}

static void lock_slow(uint32_t *state, uint32_t *sema, enum go_waiting why) {
    int64_t since = 0;
    bool starving = false, woken = false;
    if (spin_lock_briefly(state))
        return;
    for (;;) {
        uint32_t old = load(state), new = old;
        if (!(old & STARVING))
            new |= LOCKED;
        if (old & (LOCKED | STARVING))
            new += WAITER;
        if (starving && (old & LOCKED))
            new |= STARVING;
        if (woken)
            new &= ~(uint32_t)WOKEN;
        if (!swap(state, old, new))
            continue;
        if (!(old & (LOCKED | STARVING)))
            return;
        bool waited = since != 0;
        if (!waited)
            since = wait_clock();
        go_sema_acquire(sema, waited, why);
        starving = starving || wait_clock() - since > STARVES_AFTER;
        if (load(state) & STARVING) {
            take_handed(state, !starving || load(state) / WAITER == 1);
            return;
        }
        woken = true;
    }
}

void go_mutex_words_lock(uint32_t *state, uint32_t *sema, enum go_waiting why) {
    uint32_t none = 0;
    if (!__atomic_compare_exchange_n(state, &none, LOCKED, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
        lock_slow(state, sema, why);
}

bool go_mutex_words_trylock(uint32_t *state) {
    uint32_t old = load(state);
    return !(old & (LOCKED | STARVING)) && swap(state, old, old | LOCKED);
}

bool go_mutex_words_unlock(uint32_t *state, uint32_t *sema) {
    uint32_t old = __atomic_fetch_sub(state, LOCKED, __ATOMIC_RELEASE);
    if (__builtin_expect(old == LOCKED, 1))
        return true;
    if (!(old & LOCKED))
        return false;
    old -= LOCKED;
    if (old & STARVING) {
        go_sema_release(sema);
        return true;
    }
    for (;;) {
        if (old < WAITER || (old & (LOCKED | WOKEN | STARVING)))
            return true;
        if (swap(state, old, (old - WAITER) | WOKEN)) {
            go_sema_release(sema);
            return true;
        }
        old = load(state);
    }
}

uint32_t go_mutex_obj(const struct go_probe *p, go_mutex *m) {
    return go_probe_obj(p, GO_PROBE_MUTEX, m, &m->tag, m->state & LOCKED);
}
void go_mutex_mirror(go_mutex *m, bool locked) {
    m->state = (m->state & ~(uint32_t)LOCKED) | (locked ? LOCKED : 0);
}

void go_mutex_lock(go_mutex *m) {
    const struct go_probe *p = go_probed();
    if (!p) {
        go_mutex_words_lock(&m->state, &m->sema, GO_WAIT_MUTEX);
        return;
    }
    go_waits(GO_WAIT_MUTEX);
    p->mutex(go_mutex_obj(p, m), GO_PROBE_LOCK);
    go_waits(GO_RUNNING);
    go_mutex_mirror(m, true);
}

bool go_mutex_trylock(go_mutex *m) {
    const struct go_probe *p = go_probed();
    if (!p)
        return go_mutex_words_trylock(&m->state);
    if (p->mutex(go_mutex_obj(p, m), GO_PROBE_TRYLOCK))
        return false;
    go_mutex_mirror(m, true);
    return true;
}

void go_mutex_unlock(go_mutex *m) {
    const struct go_probe *p = go_probed();
    uint32_t obj = 0;
    bool locked;
    if (p) {
        obj = go_mutex_obj(p, m);
        locked = p->mutex(obj, GO_PROBE_UNLOCK) == 0;
        go_mutex_mirror(m, false);
    } else {
        locked = go_mutex_words_unlock(&m->state, &m->sema);
    }
    if (!locked)
        go_throw(obj, "sync: unlock of unlocked mutex");
}
