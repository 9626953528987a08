/* go_timer.c: the Go-like runtime's timers, on the task that serves all of the process's. */
#define _GNU_SOURCE
#include "go.h"
#include "timers.h"

struct go_timer {
    struct sh_timer timer; /* first: what fires is this */
    void (*fn)(void *arg, int64_t now);
    void *arg;
};
_Static_assert(sizeof(struct go_timer) <= sizeof(struct go_probe_timer), "it lies in there");

/* The runtime's function is the program's side, on a task of ours. Nobody else runs meanwhile: who
 * disarms the timer can rely on it that the function is not in the middle. */
static void fire(struct sh_timer *timer, uint64_t times) {
    struct go_timer *t = (struct go_timer *)(void *)timer;
    int depth = sh_depth;
    uint32_t self = sh.current;
    (void)times;
    ds_hold(sh.engine, self, 1);
    sh_depth = 0;
    t->fn(t->arg, ds_now(sh.engine));
    sh_depth = depth;
    ds_hold(sh.engine, self, -1);
}

void sh_go_timer(struct go_probe_timer *timer, int64_t deadline, int64_t period,
                 void (*fn)(void *arg, int64_t now), void *arg) {
    struct go_timer *t = (struct go_timer *)(void *)timer;
    if (!sh_go_live())
        return;
    t->fn = fn;
    t->arg = arg;
    t->timer.fire = fire;
    sh_timer_set(&t->timer, deadline, period);
}
