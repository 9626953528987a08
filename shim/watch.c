/* watch.c: looks at what parked tasks wait for, and really waits when only the outside can act. */
#define _GNU_SOURCE
#include "watch.h"

#include <errno.h>

#include "adopt.h"
#include "fd.h"
#include "proc.h"
#include "sigs.h"
#include "sys.h"
#include "task.h"

enum {
    MOST_FDS = 4096,       /* in one real wait */
    LOOK_EVERY = 1000,     /* points between looks outside while tasks run on */
    MOST_LOOK_MS = 50,     /* such a look waits so long at most */
    MOST_FRUITLESS_MS = 10 /* real time that a call gives away that found nothing outside */
};
#define MS 1000000ll
#define GRACE (100 * MS)      /* real time that those get who could come first as well */
#define MOST_WAIT (2000 * MS) /* real time that a virtual time-out gives the outside at most */
#define MOST_KEPT (8000 * MS) /* more of it for those that the machine's load keeps from running */

static struct {
    struct sh_watch *first;
    uint32_t changes;  /* grows with each sh_watch_changed */
    uint32_t outside;  /* watches that wait for the outside */
    uint32_t stuck;    /* tasks that do so without a watch */
    uint32_t points;   /* since the last look outside */
    uint32_t looks;    /* outside while tasks ran on, since somebody began to wait */
    bool sigs_slow;    /* children had their time to send a signal, and none came since */
    bool due;          /* the inside is to be looked at before the next decision */
    uint32_t in_vain;  /* calls in a row that found nothing outside */
    uint64_t vain_seq; /* heartbeat at the last of them */
    struct pollfd fds[MOST_FDS];
} watch; /* token */

static int64_t real_now(void) {
    struct timespec now;
    sh_sys3(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* Waits in the kernel for at most NS; the number of descriptors that are ready, or below zero. */
static long real_poll(struct pollfd *fds, uint32_t count, int64_t ns) {
    struct timespec most = {ns / 1000000000, ns % 1000000000};
    return sh_sys6(SYS_ppoll, (long)fds, count, (long)&most, 0, 0, 0);
}

/* Whether the outside has had MOST of real time since SINCE. It has not while a child that got less
 * than that of a processor is on its way. */
static bool time_is_up(int64_t since, int64_t most) {
    int64_t passed = real_now() - since;
    return passed > most && (passed > most + MOST_KEPT || !sh_descendants_at_work(most));
}

static bool look_at(struct sh_watch *w) {
    if (w->retry)
        return w->seen != watch.changes;
    sh_signalfds_show(w->task);
    if (w->ready)
        return w->ready(w);
    return w->fds && real_poll(w->fds, w->count, 0) > 0;
}

/* Looks at the watches of one sort; true if one of them is ready. */
static bool look_all(bool outside) {
    bool any = false;
    for (struct sh_watch *w = watch.first; w; w = w->next) {
        if (w->outside != outside)
            continue;
        w->found = look_at(w);
        ds_event_ready(sh.engine, w->task, w->found);
        any |= w->found;
    }
    return any;
}

static bool look_everywhere(void) {
    bool inside = look_all(false);
    watch.due = false;
    return look_all(true) || inside;
}

/* Really waits for at most NS until a descriptor of a watch that the outside may act on is ready. */
static long wait_outside(int64_t ns) {
    uint32_t n = 0;
    for (const struct sh_watch *w = watch.first; w; w = w->next)
        for (uint32_t i = 0; w->may_outside && i < w->count && n < MOST_FDS; i++)
            watch.fds[n++] = w->fds[i];
    return real_poll(watch.fds, n, ns);
}

/* Which waits the outside could end; true if there are any. *BLIND: one of them names no descriptor. */
static bool find_outside(bool *blind) {
    bool any = watch.stuck > 0 || sh_sigs_of_children();
    *blind = any;
    for (struct sh_watch *w = watch.first; w; w = w->next) {
        w->may_outside =
            w->outside || (w->children && sh_any_children()) || sh_fds_outside(w->fds, w->count);
        any |= w->may_outside;
        *blind |= w->may_outside && !w->fds;
    }
    return any;
}

/* How far the nearest deadline of anybody's is away, in virtual time. */
static int64_t nearest_deadline(void) {
    int64_t nearest = DS_NEVER, now = ds_now(sh.engine);
    uint32_t tasks = ds_totals(sh.engine)->tasks;
    for (uint32_t i = 0; i < tasks; i++) {
        const struct ds_task_rec *t = ds_task_at(sh.engine, i);
        if (t->state == DS_TASK_READY && t->want.deadline > now && t->want.deadline < nearest)
            nearest = t->want.deadline;
    }
    return nearest == DS_NEVER ? DS_NEVER : nearest - now;
}

bool sh_watch_look_outside(void) {
    return look_everywhere();
}

/* Several wait for the outside, and one of them has got it: the others get a moment as well, so that
 * who comes first does not hang on how fast each is. True while that is worth it. */
static bool others_may_follow(int64_t since) {
    bool any = false;
    for (struct sh_watch *w = watch.first; w; w = w->next) {
        any |= w->outside && !w->found && !w->slow;
        w->slow |= w->outside && !w->found && time_is_up(since, GRACE);
    }
    return any;
}

static void let_others_follow(void) {
    int64_t since = real_now();
    while (others_may_follow(since)) {
        real_poll(NULL, 0, MS / 2);
        look_all(true);
    }
}

void sh_watch_children(void) {
    int64_t since = real_now();
    while (real_now() - since < GRACE && sh_descendants_at_work(GRACE))
        real_poll(NULL, 0, MS / 2);
}

bool sh_watch_idle(void) {
    bool blind;
    bool signals = sh_sigs_of_children();
    if (!watch.first && !watch.stuck && !signals)
        return sh_sigs_last();
    if (ds_totals(sh.engine)->draining)
        return look_everywhere();
    if (look_everywhere()) {
        let_others_follow();
        return true;
    }
    if (!find_outside(&blind)) /* the last who could act may have done so before it went */
        return look_everywhere() || sh_sigs_last();
    int64_t most = nearest_deadline(), began = real_now(), slice = MS / 5;
    if (most != DS_NEVER && most > MOST_WAIT)
        most = MOST_WAIT;
    /* What is quick outside is quicker than any virtual deadline, so that load does not matter. */
    bool patient = others_may_follow(began) || (signals && !watch.sigs_slow);
    if (patient && most < GRACE)
        most = GRACE;
    for (uint32_t round = 1;; round++) {
        int64_t left = most == DS_NEVER ? DS_NEVER : began + most - real_now();
        if (left <= 0 && (!patient || time_is_up(began, most))) {
            look_everywhere(); /* a child may have ended between its last look and ours */
            others_may_follow(began);
            watch.sigs_slow |= signals;
            return true;
        }
        if (left <= 0)
            left = MS;
        bool called = wait_outside(left < slice ? left : slice) > 0;
        if (look_everywhere()) {
            let_others_follow();
            return true;
        }
        if (sh_sigs_idle() || sh_adopt_pending()) {
            watch.sigs_slow = false;
            return true;
        }
        if (called)
            real_poll(NULL, 0, slice); /* it was not what anybody waits for */
        if (slice < (blind ? 10 : 50) * MS)
            slice *= 2;
        if (round % 8 == 0 && !find_outside(&blind)) /* those who could act are gone */
            return look_everywhere() || sh_sigs_last();
    }
}

/* While tasks run on and on, what the outside brings is let in now and then. */
static void look_now_and_then(void) {
    bool blind;
    if (!watch.outside || ++watch.points < LOOK_EVERY)
        return;
    watch.points = 0;
    if (!look_all(true) && watch.looks++ && find_outside(&blind)) {
        wait_outside((watch.looks < MOST_LOOK_MS ? watch.looks : MOST_LOOK_MS) * MS);
        look_all(true);
    }
}

void sh_watch_look(void) {
    if (!watch.first)
        return;
    if (watch.due)
        look_all(false);
    watch.due = false;
    look_now_and_then();
}

void sh_watch_changed(void) {
    watch.changes++;
    watch.due = true;
}

static void link_in(struct sh_watch *w) {
    struct sh_watch **end = &watch.first;
    while (*end)
        end = &(*end)->next;
    w->next = NULL;
    *end = w;
    if (w->outside && watch.outside++ == 0)
        watch.points = watch.looks = 0;
}

static void take_out(struct sh_watch *w) {
    struct sh_watch **link = &watch.first;
    while (*link && *link != w)
        link = &(*link)->next;
    if (*link)
        *link = w->next;
    watch.outside -= w->outside;
}

void sh_watch_left(uintptr_t sp) {
    for (struct sh_watch *w = watch.first, *next; w; w = next) {
        next = w->next;
        if (w->task == sh.current && (uintptr_t)w < sp)
            take_out(w);
    }
}

/* The virtual time-out of W has come; the outside gets the rest of the time that it had to act. */
static bool came_late(struct sh_watch *w, int64_t deadline) {
    int64_t most = deadline - w->from < MOST_WAIT ? deadline - w->from : MOST_WAIT;
    while (!look_at(w)) {
        int64_t left = w->began + most - real_now();
        if (left <= 0)
            return false;
        real_poll(w->fds, w->count, !w->fds && left > MS ? MS : left);
    }
    return true;
}

int sh_watch_wait(struct sh_watch *w, uint32_t obj, int64_t deadline, void *site) {
    struct ds_request req = {.op = DS_OP_EVENT_WAIT, .obj = obj, .deadline = deadline};
    w->task = sh.current;
    w->seen = watch.changes;
    w->found = w->may_outside = w->slow = false;
    w->began = w->outside || deadline != DS_NEVER ? real_now() : 0;
    w->from = ds_now(sh.engine);
    req.arg = w->what;
    if (w->outside || (w->children && sh_any_children()) || sh_fds_open(w->fds, w->count))
        req.arg |= DS_WAIT_OUTSIDE;
    link_in(w);
    watch.due = true;
    int result = sh_point(&req, NULL, site);
    take_out(w);
    if (result == DS_TIMEDOUT && (w->outside || w->may_outside) && came_late(w, deadline))
        result = DS_OK;
    return result;
}

void sh_watch_fruitless(struct pollfd *fds, uint32_t count) {
    enum { FREE = 16, PER_MS = 8 };
    if (sh.region->heartbeat - watch.vain_seq > LOOK_EVERY)
        watch.in_vain = 0;
    watch.vain_seq = sh.region->heartbeat;
    if (++watch.in_vain < FREE)
        return;
    uint32_t ms = 1 + (watch.in_vain - FREE) / PER_MS;
    real_poll(fds, count, (ms < MOST_FRUITLESS_MS ? ms : MOST_FRUITLESS_MS) * MS);
    if (sh_signalfds_used())
        sh_sigs_idle();
}

void sh_watch_stuck(int delta) {
    watch.stuck += (uint32_t)delta;
}

void sh_watch_forked(void) {
    watch.first = NULL;
    watch.outside = watch.stuck = 0;
    watch.sigs_slow = false;
    watch.due = true;
}
