/* waitgroup.c: sync.WaitGroup.
 *
 * By itself: Go's algorithm (described in the Go project's sync/waitgroup.go). The state holds the counter
 * (upper half, signed) and the number of waiters; whoever brings the counter to zero takes the waiters
 * out and lets them go.
 */
#include "internal.h"

static const char NEGATIVE[] = "sync: negative WaitGroup counter";
static const char CONCURRENT[] = "sync: WaitGroup misuse: Add called concurrently with Wait";
static const char REUSED[] = "sync: WaitGroup is reused before previous Wait has returned";

static const char *text_of(int which) {
    return which == 1 ? NEGATIVE : which == 2 ? CONCURRENT : REUSED;
}

static uint32_t obj_of(const struct go_probe *p, go_waitgroup *wg) {
    return go_probe_obj(p, GO_PROBE_WAITGROUP, wg, &wg->tag, (uint32_t)(wg->state >> 32));
}

/* Which panic, or NULL. */
static const char *add_natively(go_waitgroup *wg, int32_t delta) {
    uint64_t state =
        __atomic_add_fetch(&wg->state, (uint64_t)(uint32_t)delta << 32, __ATOMIC_SEQ_CST);
    int32_t counter = (int32_t)(state >> 32);
    uint32_t waiters = (uint32_t)state;
    if (counter < 0)
        return NEGATIVE;
    if (waiters && delta > 0 && counter == delta)
        return CONCURRENT;
    if (counter > 0 || !waiters)
        return NULL;
    /* Zero, with waiters: nobody may change the state now, but for a misuse. */
    if (__atomic_load_n(&wg->state, __ATOMIC_SEQ_CST) != state)
        return CONCURRENT;
    __atomic_store_n(&wg->state, 0, __ATOMIC_SEQ_CST);
    while (waiters--)
        go_sema_release(&wg->sema);
    return NULL;
}

static void add(go_waitgroup *wg, int32_t delta, bool done) {
    const struct go_probe *p = go_probed();
    const char *panics;
    uint32_t obj = 0;
    if (p) {
        obj = obj_of(p, wg);
        int which = p->waitgroup_add(obj, delta, done);
        wg->state += (uint64_t)(uint32_t)delta << 32;
        panics = which ? text_of(which) : NULL;
    } else {
        panics = add_natively(wg, delta);
    }
    if (panics)
        go_panic_of(GO_FATAL_WAITGROUP, obj, panics);
}

void go_waitgroup_add(go_waitgroup *wg, int delta) {
    add(wg, delta, false);
}
void go_waitgroup_done(go_waitgroup *wg) {
    add(wg, -1, true);
}

void go_waitgroup_wait(go_waitgroup *wg) {
    const struct go_probe *p = go_probed();
    if (p) {
        uint32_t obj = obj_of(p, wg);
        go_waits(GO_WAIT_WAITGROUP);
        int which = p->waitgroup_wait(obj);
        go_waits(GO_RUNNING);
        if (which)
            go_panic_of(GO_FATAL_WAITGROUP, obj, text_of(which));
        return;
    }
    uint64_t state = __atomic_load_n(&wg->state, __ATOMIC_SEQ_CST);
    do {
        if (state >> 32 == 0)
            return;
    } while (!__atomic_compare_exchange_n(&wg->state, &state, state + 1, false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST));
    go_sema_acquire(&wg->sema, false, GO_WAIT_WAITGROUP);
    if (__atomic_load_n(&wg->state, __ATOMIC_SEQ_CST) != 0)
        go_panic_of(GO_FATAL_WAITGROUP, 0, REUSED);
}

static void run(void *arg) {
    struct go_start_head *head = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, head->group);
    head->entry(head + 1);
}

void go_waitgroup_start(go_waitgroup *wg, void (*fn)(void *), const void *arg, size_t size,
                        const char *name, const char *file, int line, const char *function) {
    struct go_start_head head = {wg, fn};
    go_waitgroup_add(wg, 1);
    go_start_within(run, &head, fn, arg, size, name, file, line, function);
}
