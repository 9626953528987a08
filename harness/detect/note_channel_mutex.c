/* note_channel_mutex.c: notes a channel with room for one that serves as a lock: whoever puts its
 * element in is the one who takes it out again, or the other way round, and nothing is ever handed over.
 */
#include "detectors.h"
#include "goroutines.h"

/* One way to make a lock of it: taken by sending and given back by receiving, or the reverse. */
struct way {
    bool broken;
    uint32_t first, tasks; /* who held it first, and 2 in `tasks` if another one did as well */
};
/* How the channel was used up to some event. */
struct use {
    uint32_t sender, receiver; /* of the last step of each kind */
    uint64_t since;            /* the first step */
    bool full;
    struct way by_send, by_recv;
};

/* TASK gives back what HOLDER took; nobody took the very first element. */
static void give(struct way *w, uint32_t task, uint32_t holder) {
    if (holder == DS_NO_TASK)
        return;
    w->broken |= task != holder;
    if (w->tasks == 0)
        w->first = task;
    if (w->tasks == 0 || (w->tasks == 1 && w->first != task))
        w->tasks++;
}

/* False as soon as it is no lock. */
static bool step(struct use *u, const struct ds_event *ev, enum hn_step what) {
    if (what != (u->full ? HN_STEP_RECV : HN_STEP_SEND))
        return false;
    if (u->full) {
        give(&u->by_send, ev->task, u->sender);
        u->receiver = ev->task;
    } else {
        give(&u->by_recv, ev->task, u->receiver);
        u->sender = ev->task;
    }
    u->full = !u->full;
    u->since = u->since ? u->since : ev->seq;
    return !u->by_send.broken || !u->by_recv.broken;
}

/* Free at the end, and held by two tasks at least before. */
static bool fits(const struct way *w, bool free) {
    return !w->broken && w->tasks >= 2 && free;
}

static bool is_lock(const struct hn_run *run, uint32_t obj, uint64_t *since) {
    struct use u = {.sender = DS_NO_TASK, .receiver = DS_NO_TASK};
    for (size_t i = 0; i < run->event_count; i++) {
        enum hn_step what =
            run->events[i].obj == obj ? hn_chan_step(run, &run->events[i]) : HN_STEP_NONE;
        if (what != HN_STEP_NONE && !step(&u, &run->events[i], what))
            return false;
    }
    *since = u.since;
    return fits(&u.by_send, !u.full) || fits(&u.by_recv, u.full);
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status != DS_ST_DRAINED || run->event_count != run->totals.points)
        return;
    for (uint32_t obj = 1; obj <= run->totals.objects; obj++) {
        uint64_t since;
        if (run->objs[obj].kind != DS_KIND_CHAN || run->objs[obj].arg != 1 ||
            !is_lock(run, obj, &since))
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_CHANNEL_AS_MUTEX);
        raw->object = obj;
        hn_raw_evidence(raw, since);
        hn_raw_stack(raw, run->places ? run->places[obj].made_stack : 0);
    }
}

const struct hn_detector hn_note_channel_mutex = {"channel-as-mutex", detect};
