/* races.c: what a run says of the two accesses of a data race: which events they lie between, and which
 * locks were held.
 */
#include "races.h"

#include <stdio.h>
#include <string.h>

#define MAX_LOCKS 32
static const char uninstrumented[] = "uninstrumented";

bool hn_race_kind(enum hn_kind kind) {
    return kind == HN_DATA_RACE || kind == HN_USE_AFTER_FREE;
}

const struct ds_race *hn_race_of(const struct hn_run *run, const struct hn_raw *raw) {
    return raw->race && raw->race <= run->race_count ? &run->races[raw->race - 1] : NULL;
}

bool hn_race_frees(const struct ds_race *race) {
    return race->freed || ((race->side[0].flags | race->side[1].flags) & DS_ACCESS_FREE);
}

bool hn_race_foreign(const char *subkind) {
    return strcmp(subkind, uninstrumented) == 0;
}

bool hn_race_same_block(const struct ds_race *a, const struct ds_race *b) {
    uint32_t x = a->side[0].task, y = a->side[1].task;
    uint32_t v = b->side[0].task, w = b->side[1].task;
    return a->place.place == DS_PLACE_HEAP && b->place.place == DS_PLACE_HEAP &&
           a->place.task == b->place.task && a->place.a == b->place.a &&
           ((x == v && y == w) || (x == w && y == v));
}

uint64_t hn_race_after(const struct hn_run *run, const struct ds_access *a) {
    const struct ds_task_rec *t = hn_task_at(run, a->task);
    uint64_t left = t ? t->events : 0;
    if (!t || a->position == 0)
        return 0;
    for (size_t i = run->event_count; i-- > 0;)
        if (run->events[i].task == a->task && left-- == a->position)
            return run->events[i].seq;
    return 0;
}

bool hn_race_point(const struct hn_run *run, const struct ds_access *a) {
    const struct ds_event *ev = hn_event_at(run, hn_race_after(run, a));
    if (!ev || !run->stacks || !a->stack)
        return false;
    switch (ev->op) {
    case DS_OP_MEM_READ:
    case DS_OP_MEM_WRITE:
        /* Other accesses may follow before the next event: the one that was announced is where it was. */
        return (a->flags & DS_ACCESS_ATOMIC) == 0 && run->stacks[a->stack].depth > 0 &&
               run->stacks[a->stack].pc[0] == ev->site;
    case DS_OP_MEM_LOAD:
    case DS_OP_MEM_STORE:
    case DS_OP_MEM_UPDATE:
        return (a->flags & DS_ACCESS_ATOMIC) != 0;
    default:
        return false;
    }
}

void hn_race_add(const struct hn_run *run, size_t i, enum hn_kind kind, struct hn_raw_list *out) {
    const struct ds_race *race = &run->races[i];
    struct hn_raw *raw = hn_raw_add(out, kind);
    raw->race = (uint32_t)i + 1;
    if (race->foreign)
        snprintf(raw->subkind, sizeof raw->subkind, "%s", uninstrumented);
    for (int k = 0; k < 2; k++) {
        hn_raw_task(raw, race->side[k].task);
        hn_raw_stack(raw, race->side[k].stack);
        hn_raw_evidence(raw, hn_race_after(run, &race->side[k]));
    }
}

/* What one task has, while its events go by. */
struct having {
    struct hn_lock locks[MAX_LOCKS];
    size_t count;
};

static void take(struct having *h, uint32_t obj, uint64_t seq, bool reads) {
    if (obj != DS_NO_OBJ && h->count < MAX_LOCKS)
        h->locks[h->count++] = (struct hn_lock){obj, seq, reads};
}

/* A lock that was taken twice is given back twice, the later one first. */
static void give(struct having *h, uint32_t obj) {
    for (size_t i = h->count; i-- > 0;) {
        if (h->locks[i].obj != obj)
            continue;
        memmove(h->locks + i, h->locks + i + 1, (h->count - i - 1) * sizeof h->locks[0]);
        h->count--;
        return;
    }
}

static void pass(const struct hn_run *run, struct having *h, const struct ds_event *ev) {
    bool done = ev->result == DS_OK || ev->result == DS_OWNERDEAD;
    switch (ev->op) {
    case DS_OP_MUTEX_UNLOCK:
    case DS_OP_SPIN_UNLOCK:
    case DS_OP_RW_UNLOCK:
    case DS_OP_FUTEX_UNLOCK_PI:
        give(h, ev->obj);
        break;
    case DS_OP_COND_WAIT:
        give(h, ev->obj2);
        break;
    case DS_OP_COND_WAKE: { /* Go's comes back without its lock */
        uint32_t lock = ev->obj2;
        const struct ds_obj_rec *cond = hn_obj_at(run, ev->obj);
        if (lock == DS_NO_OBJ && cond)
            lock = cond->mutex;
        if ((ev->arg & DS_COND_GO) == 0)
            take(h, lock, ev->seq, false);
        break;
    }
    default:
        if (done && hn_op_acquires(ev->op))
            take(h, ev->obj, ev->seq, ev->op == DS_OP_RW_RDLOCK || ev->op == DS_OP_RW_TRYRDLOCK);
    }
}

size_t hn_locks_after(const struct hn_run *run, uint32_t task, uint64_t seq, struct hn_lock *out,
                      size_t max) {
    struct having h = {.count = 0};
    size_t n = 0;
    for (size_t i = 0; i < run->event_count && run->events[i].seq <= seq; i++)
        if (run->events[i].task == task)
            pass(run, &h, &run->events[i]);
    for (size_t i = 0; i < h.count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = h.locks[k].obj == h.locks[i].obj;
        if (again)
            continue;
        if (n < max)
            out[n] = h.locks[i];
        n++;
    }
    return n;
}
