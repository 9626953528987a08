/* rwmutex.c: sync.RWMutex.
 *
 * By itself: Go's algorithm (described in the Go project's sync/rwmutex.go). Writers compete for a mutex of
 * their own; the winner takes 2^30 from the count of readers, which from then on is negative and so
 * stops new ones, and waits for those that are inside to leave. Its unlock puts the 2^30 back and lets
 * all in that came meanwhile.
 */
#include "internal.h"

enum { WRITER = 1 << 30 };

static int32_t add(int32_t *count, int32_t delta) { /* the new value */
    return __atomic_add_fetch(count, delta, __ATOMIC_ACQ_REL);
}

static void read_lock(go_rwmutex *m) {
    if (add(&m->readers, 1) < 0)
        go_sema_acquire(&m->reader_sema, false, GO_WAIT_RLOCK);
}

static bool try_read_lock(go_rwmutex *m) {
    int32_t n = __atomic_load_n(&m->readers, __ATOMIC_RELAXED);
    while (n >= 0)
        if (__atomic_compare_exchange_n(&m->readers, &n, n + 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
    return false;
}

static bool read_unlock(go_rwmutex *m) {
    int32_t n = add(&m->readers, -1);
    if (n >= 0)
        return true;
    if (n == -1 || n == -WRITER - 1)
        return false;
    if (add(&m->departing, -1) == 0)
        go_sema_release(&m->writer_sema);
    return true;
}

static void write_lock(go_rwmutex *m) {
    int32_t inside;
    go_mutex_words_lock(&m->state, &m->sema, GO_WAIT_WLOCK);
    inside = add(&m->readers, -WRITER) + WRITER;
    if (inside != 0 && add(&m->departing, inside) != 0)
        go_sema_acquire(&m->writer_sema, false, GO_WAIT_WLOCK);
}

static bool try_write_lock(go_rwmutex *m) {
    int32_t none = 0;
    if (!go_mutex_words_trylock(&m->state))
        return false;
    if (__atomic_compare_exchange_n(&m->readers, &none, -WRITER, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED))
        return true;
    go_mutex_words_unlock(&m->state, &m->sema);
    return false;
}

static bool write_unlock(go_rwmutex *m) {
    int32_t came = add(&m->readers, WRITER);
    if (came >= WRITER)
        return false;
    while (came-- > 0)
        go_sema_release(&m->reader_sema);
    return go_mutex_words_unlock(&m->state, &m->sema);
}

uint32_t go_rwmutex_obj(const struct go_probe *p, go_rwmutex *m) {
    uint32_t found = m->readers < 0 ? 1 : 2 * (uint32_t)m->readers;
    return go_probe_obj(p, GO_PROBE_RWMUTEX, m, &m->tag, found);
}
void go_rwmutex_mirror_writer(go_rwmutex *m, bool locked) {
    m->state = locked ? GO_MUTEX_LOCKED : 0;
    m->readers = locked ? -WRITER : 0;
}
void go_rwmutex_mirror_readers(go_rwmutex *m, int delta) {
    m->readers += delta;
}

void go_rwmutex_lock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    if (!p) {
        write_lock(m);
        return;
    }
    go_waits(GO_WAIT_WLOCK);
    p->rwmutex(go_rwmutex_obj(p, m), GO_PROBE_LOCK);
    go_waits(GO_RUNNING);
    go_rwmutex_mirror_writer(m, true);
}

bool go_rwmutex_trylock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    if (!p)
        return try_write_lock(m);
    if (p->rwmutex(go_rwmutex_obj(p, m), GO_PROBE_TRYLOCK))
        return false;
    go_rwmutex_mirror_writer(m, true);
    return true;
}

void go_rwmutex_unlock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    uint32_t obj = 0;
    bool locked;
    if (p) {
        obj = go_rwmutex_obj(p, m);
        locked = p->rwmutex(obj, GO_PROBE_UNLOCK) == 0;
        if (locked)
            go_rwmutex_mirror_writer(m, false);
    } else {
        locked = write_unlock(m);
    }
    if (!locked)
        go_throw(obj, "sync: Unlock of unlocked RWMutex");
}

void go_rwmutex_rlock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    if (!p) {
        read_lock(m);
        return;
    }
    go_waits(GO_WAIT_RLOCK);
    p->rwmutex(go_rwmutex_obj(p, m), GO_PROBE_RLOCK);
    go_waits(GO_RUNNING);
    go_rwmutex_mirror_readers(m, 1);
}

bool go_rwmutex_tryrlock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    if (!p)
        return try_read_lock(m);
    if (p->rwmutex(go_rwmutex_obj(p, m), GO_PROBE_TRYRLOCK))
        return false;
    go_rwmutex_mirror_readers(m, 1);
    return true;
}

void go_rwmutex_runlock(go_rwmutex *m) {
    const struct go_probe *p = go_probed();
    uint32_t obj = 0;
    bool locked;
    if (p) {
        obj = go_rwmutex_obj(p, m);
        locked = p->rwmutex(obj, GO_PROBE_RUNLOCK) == 0;
        if (locked)
            go_rwmutex_mirror_readers(m, -1);
    } else {
        locked = read_unlock(m);
    }
    if (!locked)
        go_throw(obj, "sync: RUnlock of unlocked RWMutex");
}
