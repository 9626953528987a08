/* timers.c: the runtime's timers: a heap by time, served by one thread that starts at first use; under
 * detsched, by the probe.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "futex.h"
#include "g.h"

static struct {
    go_spin lock;
    struct go_rt_timer **heap; /* binary, the earliest first */
    size_t count, room;
    struct go_rt_timer *firing; /* its FN runs now */
    uint32_t finished;          /* counts the ends of FN; futex */
    uint32_t changed;           /* the earliest time, or closed; futex */
    pthread_t thread;
    pid_t owner;          /* of the thread; 0: none */
    int64_t sleeps_until; /* the thread; INT64_MIN: it is awake, and will look */
    bool closing, closed; /* to end when no timer is armed; now */
    bool busy;            /* counted as somebody who can act */
} all = {.sleeps_until = INT64_MIN};

/* Who serves, so that it does not count as a goroutine of the program's own. */
static struct go_g server = {.name = "timers"};

static void put(size_t at, struct go_rt_timer *t) {
    all.heap[at] = t;
    t->place = at + 1;
}

static void up(size_t at) {
    struct go_rt_timer *t = all.heap[at];
    for (; at > 0 && all.heap[(at - 1) / 2]->when > t->when; at = (at - 1) / 2)
        put(at, all.heap[(at - 1) / 2]);
    put(at, t);
}

static void down(size_t at) {
    struct go_rt_timer *t = all.heap[at];
    for (size_t child; (child = 2 * at + 1) < all.count; at = child) {
        if (child + 1 < all.count && all.heap[child + 1]->when < all.heap[child]->when)
            child++;
        if (all.heap[child]->when >= t->when)
            break;
        put(at, all.heap[child]);
    }
    put(at, t);
}

static void insert(struct go_rt_timer *t) {
    if (all.count == all.room) {
        all.room = all.room != 0 ? 2 * all.room : 16;
        all.heap = realloc(all.heap, all.room * sizeof(struct go_rt_timer *));
        if (all.heap == NULL)
            go_throw(0, "runtime: out of memory");
    }
    put(all.count++, t);
    up(all.count - 1);
}

static void take(struct go_rt_timer *t) {
    size_t at = t->place - 1;
    t->place = 0;
    struct go_rt_timer *last = all.heap[--all.count];
    if (last == t)
        return;
    put(at, last);
    up(at);
    down(last->place - 1);
}

/* While a timer is armed or being served, somebody may yet be woken. Called with the lock; true if the
 * caller has to look (go_asleep()) once it has given the lock back. */
static bool count_in(void) {
    bool busy = all.count != 0 || all.firing != NULL;
    if (busy == all.busy)
        return false;
    all.busy = busy;
    if (!busy)
        return go_running_less();
    go_running_more();
    return false;
}

static void changed(void) {
    __atomic_add_fetch(&all.changed, 1, __ATOMIC_RELEASE);
    go_futex_wake(&all.changed, 1);
}

/* Serves T, which is due. Called with the lock, and returns with it. */
static void fire(struct go_rt_timer *t, int64_t now) {
    if (t->period != 0) {
        t->when += t->period * (1 + (now - t->when) / t->period);
        down(t->place - 1);
    } else {
        take(t);
    }
    all.firing = t;
    go_spin_unlock(&all.lock);
    t->fn(t->arg, now);
    go_spin_lock(&all.lock);
    all.firing = NULL;
    __atomic_add_fetch(&all.finished, 1, __ATOMIC_RELEASE);
    go_futex_wake(&all.finished, INT32_MAX);
}

static void sleep_until(uint32_t seen, int64_t when) {
    struct timespec at = {.tv_sec = when / 1000000000, .tv_nsec = when % 1000000000};
    go_futex_wait(&all.changed, seen, when != INT64_MAX ? &at : NULL);
}

static void *serve(void *arg) {
    (void)arg;
    go_g_set_self(&server);
    go_spin_lock(&all.lock);
    while (!all.closed && !(all.closing && all.count == 0)) {
        uint32_t seen = __atomic_load_n(&all.changed, __ATOMIC_ACQUIRE);
        int64_t now = go_now();
        if (all.count != 0 && all.heap[0]->when <= now) {
            fire(all.heap[0], now);
            continue;
        }
        int64_t next = all.count != 0 ? all.heap[0]->when : INT64_MAX;
        bool last = count_in();
        all.sleeps_until = next;
        go_spin_unlock(&all.lock);
        if (last)
            go_asleep(NULL);
        sleep_until(seen, next);
        go_spin_lock(&all.lock);
        all.sleeps_until = INT64_MIN;
    }
    bool joined = all.closed;
    if (!joined) {
        pthread_detach(all.thread);
        all.owner = 0; /* another timer starts another thread */
    }
    bool last = !joined && count_in();
    go_spin_unlock(&all.lock);
    if (last)
        go_asleep(NULL);
    if (!joined)
        go_threads_known(-1);
    return NULL;
}

/* Called with the lock. */
static void start_thread(void) {
    if (all.owner == getpid())
        return;
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    go_threads_known(1);
    int error = pthread_create(&all.thread, NULL, serve, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0)
        go_throw(0, "runtime: no thread for timers");
    all.owner = getpid();
}

void go_timers_close(void) {
    go_spin_lock(&all.lock);
    all.closing = true;
    go_spin_unlock(&all.lock);
    changed();
}

__attribute__((destructor)) static void end(void) {
    if (all.owner != getpid() || pthread_equal(all.thread, pthread_self()))
        return;
    go_spin_lock(&all.lock);
    all.closed = true;
    go_spin_unlock(&all.lock);
    changed();
    pthread_join(all.thread, NULL);
}

/* What the probe calls; a timer that was stopped meanwhile stays silent. */
static void probed_fire(void *arg, int64_t now) {
    struct go_rt_timer *t = arg;
    if (t->place == 0)
        return;
    if (t->period == 0)
        t->place = 0;
    go_g_set_self(&server);
    t->fn(t->arg, now);
}

void go_rt_timer_set(struct go_rt_timer *t, int64_t when, int64_t period) {
    const struct go_probe *p = go_probed();
    if (p != NULL) {
        t->when = when;
        t->period = period;
        t->place = 1;
        p->timer(&t->probe, when, period, probed_fire, t);
        return;
    }
    go_rt_timer_stop(t);
    go_spin_lock(&all.lock);
    t->when = when;
    t->period = period;
    insert(t);
    count_in();
    start_thread();
    bool earlier = when < all.sleeps_until;
    go_spin_unlock(&all.lock);
    if (earlier)
        changed();
}

bool go_rt_timer_stop(struct go_rt_timer *t) {
    const struct go_probe *p = go_probed();
    if (p != NULL) {
        bool was = t->place != 0;
        t->place = 0;
        if (was)
            p->timer(&t->probe, INT64_MAX, 0, probed_fire, t);
        return was;
    }
    go_spin_lock(&all.lock);
    bool armed = t->place != 0;
    if (armed) {
        take(t);
        count_in();
    }
    while (all.firing == t && !pthread_equal(all.thread, pthread_self())) {
        uint32_t seen = __atomic_load_n(&all.finished, __ATOMIC_ACQUIRE);
        go_spin_unlock(&all.lock);
        go_futex_wait(&all.finished, seen, NULL);
        go_spin_lock(&all.lock);
    }
    go_spin_unlock(&all.lock);
    return armed;
}
