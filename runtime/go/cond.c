/* cond.c: sync.Cond. By itself: a list of waiters in the order of arrival; each has a word of its own, so
 * that none returns without having been woken. */
#include "internal.h"

struct go_cond_waiter {
    struct go_cond_waiter *next;
    uint32_t go;
};

static void lock(const go_locker *l) {
    if (l->mutex)
        go_mutex_lock(l->mutex);
    else if (l->writer)
        go_rwmutex_lock(l->writer);
    else
        go_rwmutex_rlock(l->reader);
}

static void unlock(const go_locker *l) {
    if (l->mutex)
        go_mutex_unlock(l->mutex);
    else if (l->writer)
        go_rwmutex_unlock(l->writer);
    else
        go_rwmutex_runlock(l->reader);
}

static uint32_t locker_obj(const struct go_probe *p, const go_locker *l) {
    if (l->mutex)
        return go_mutex_obj(p, l->mutex);
    return go_rwmutex_obj(p, l->writer ? l->writer : l->reader);
}

static void mirror(const go_locker *l, bool locked) {
    if (l->mutex)
        go_mutex_mirror(l->mutex, locked);
    else if (l->writer)
        go_rwmutex_mirror_writer(l->writer, locked);
    else
        go_rwmutex_mirror_readers(l->reader, locked ? 1 : -1);
}

static const char *not_locked(const go_locker *l) {
    if (l->mutex)
        return "sync: unlock of unlocked mutex";
    return l->writer ? "sync: Unlock of unlocked RWMutex" : "sync: RUnlock of unlocked RWMutex";
}

/* C's handle, 0 without the probe, which sees the copy first. */
static uint32_t checked(const struct go_probe *p, go_cond *c) {
    const void *none = NULL;
    uint32_t obj = p ? go_probe_obj(p, GO_PROBE_COND, c, &c->tag, 0) : 0;
    if (!__atomic_compare_exchange_n(&c->self, &none, (const void *)c, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED) &&
        none != c)
        go_panic_of(GO_FATAL_COPIED, obj, "sync.Cond is copied");
    return obj;
}

static void wait_natively(go_cond *c) {
    struct go_cond_waiter w = {0};
    go_spin_lock(&c->lock);
    if (c->last)
        c->last->next = &w;
    else
        c->first = &w;
    c->last = &w;
    go_spin_unlock(&c->lock);
    unlock(&c->l);
    go_park(&w.go, GO_WAIT_COND);
    lock(&c->l);
}

void go_cond_wait(go_cond *c) {
    const struct go_probe *p = go_probed();
    uint32_t obj = checked(p, c);
    if (!p) {
        wait_natively(c);
        return;
    }
    uint32_t locker = locker_obj(p, &c->l);
    /* Before the wait, in which others may lock it and say so. */
    mirror(&c->l, false);
    go_waits(GO_WAIT_COND);
    if (p->cond_wait(obj, locker, c->l.reader != NULL))
        go_throw(locker, not_locked(&c->l));
    go_waits(GO_RUNNING);
    mirror(&c->l, true);
}

static void wake(go_cond *c, bool all) {
    const struct go_probe *p = go_probed();
    uint32_t obj = checked(p, c);
    struct go_cond_waiter *w, *next;
    if (p) {
        p->cond_wake(obj, all);
        return;
    }
    go_spin_lock(&c->lock);
    w = c->first;
    c->first = w && !all ? w->next : NULL;
    if (!c->first)
        c->last = NULL;
    go_spin_unlock(&c->lock);
    for (; w; w = all ? next : NULL) {
        next = w->next; /* W is its waiter's, which goes on at once */
        go_unpark(&w->go);
    }
}

void go_cond_signal(go_cond *c) {
    wake(c, false);
}
void go_cond_broadcast(go_cond *c) {
    wake(c, true);
}
