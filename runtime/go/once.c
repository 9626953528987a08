/* once.c: sync.Once, and sync.OnceFunc and OnceValue(s) on top of it. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Of `done`: the phase, and above it the number of waiters. */
enum { NEW, RUNNING, DONE, PHASE = 3, WAITER = 4 };

static uint32_t obj_of(const struct go_probe *p, go_once *o) {
    return go_probe_obj(p, GO_PROBE_ONCE, o, &o->tag, o->done & PHASE);
}

/* Deferred: the function may panic or end its goroutine, which counts as done. */
static void end(go_once *o) {
    const struct go_probe *p = go_probed();
    uint32_t old;
    if (p) {
        o->done = DONE;
        p->once_end(obj_of(p, o));
        return;
    }
    old = __atomic_exchange_n(&o->done, DONE, __ATOMIC_ACQ_REL);
    for (old /= WAITER; old; old--)
        go_sema_release(&o->sema);
}

/* True: the caller runs the function. */
static bool begin(go_once *o) {
    uint32_t old = __atomic_load_n(&o->done, __ATOMIC_ACQUIRE), new;
    do {
        if (old == DONE)
            return false;
        new = old == NEW ? RUNNING : old + WAITER;
    } while (!__atomic_compare_exchange_n(&o->done, &old, new, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    if (new == RUNNING)
        return true;
    go_sema_acquire(&o->sema, false, GO_WAIT_ONCE);
    return false;
}

static bool begin_probed(const struct go_probe *p, go_once *o) {
    go_waits(GO_WAIT_ONCE);
    bool first = p->once_begin(obj_of(p, o));
    go_waits(GO_RUNNING);
    if (first)
        o->done = RUNNING;
    return first;
}

void go_once_do(go_once *o, void (*fn)(void *), void *arg) {
    const struct go_probe *p = go_probed();
    if (!p && __builtin_expect(__atomic_load_n(&o->done, __ATOMIC_ACQUIRE) == DONE, 1))
        return;
    if (p ? begin_probed(p, o) : begin(o)) {
        GO_DEFER_FRAME;
        go_defer(end, o);
        fn(arg);
    }
}

void go_once_value_init(go_once_value *o, void *(*fn)(void *arg, go_error **error), void *arg) {
    memset(o, 0, sizeof *o);
    o->fn = fn;
    o->arg = arg;
}

/* Keeps the text for later calls, and panics on, so that the first call's trace shows the function. */
static void keep_panic(void *arg) {
    go_once_value *o = arg;
    const struct go_panic_value *v;
    if (!o->fn)
        return;
    v = go_recover();
    /* As Go: a function that ends its goroutine here panics with nil. */
    o->panicked =
        strdup(v ? v->text : "panic called with nil argument (use GODEBUG=panicnil=1 to disable)");
    if (!o->panicked)
        go_throw(0, "out of memory");
    go_panic_with(v ? v->value : NULL, "%s", o->panicked);
}

static void make_value(void *arg) {
    go_once_value *o = arg;
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(keep_panic, o);
    o->value = o->fn(o->arg, &o->error);
    o->fn = NULL; /* it returned */
}

void *go_once_value_get(go_once_value *o, go_error **error) {
    go_once_do(&o->once, make_value, o);
    if (o->panicked)
        go_panic("%s", o->panicked);
    if (error)
        *error = o->error;
    return o->value;
}

void go_once_value_free(go_once_value *o) {
    go_error_release(o->error);
    free(o->panicked);
    o->error = NULL;
    o->panicked = NULL;
}
