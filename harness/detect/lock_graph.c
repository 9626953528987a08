/* lock_graph.c: follows who holds what through the events of a run. */
#include "lock_graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_USES 4096
#define MAX_ALIKE 8

struct hold {
    struct hn_lock lock;
    uint32_t depth;
    uint64_t seq;
};
struct holder {
    struct hold held[HN_MAX_HELD];
    uint32_t count, lost; /* lost: holds for which there was no room */
};

struct walk {
    const struct hn_run *run;
    struct hn_lock_graph *graph;
    struct holder *tasks;
    uint32_t *lives; /* of each object */
};

static void *checked(void *memory) {
    if (!memory) {
        fputs("detsched: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static bool same(const struct hn_lock *a, const struct hn_lock *b) {
    return a->obj == b->obj && a->life == b->life && a->shared == b->shared;
}

static struct hold *find(struct holder *h, uint32_t obj) {
    for (uint32_t i = 0; i < h->count; i++)
        if (h->held[i].lock.obj == obj)
            return &h->held[i];
    return NULL;
}

/* A and B differ in nothing but time. */
static bool alike(const struct hn_lock_use *a, const struct hn_lock_use *b) {
    if (a->task != b->task || !same(&a->held, &b->held) || !same(&a->wanted, &b->wanted) ||
        a->around_count != b->around_count)
        return false;
    for (uint32_t i = 0; i < a->around_count; i++)
        if (!same(&a->around[i], &b->around[i]))
            return false;
    return true;
}

static void add_use(struct hn_lock_graph *g, const struct hn_lock_use *use) {
    uint32_t *first = &g->first[use->held.obj], alikes = 0;
    struct hn_lock_use *newest = NULL;

    for (uint32_t i = *first; i != UINT32_MAX; i = g->uses[i].next) {
        if (!alike(&g->uses[i], use))
            continue;
        newest = newest ? newest : &g->uses[i];
        alikes++;
    }
    if (alikes >= MAX_ALIKE) {
        newest->held_seq = use->held_seq;
        newest->wanted_seq = use->wanted_seq;
        return;
    }
    if (g->count == MAX_USES)
        return;
    if (g->count == g->room) {
        g->room = g->room ? 2 * g->room : 64;
        g->uses = checked(realloc(g->uses, g->room * sizeof *g->uses));
    }
    g->uses[g->count] = *use;
    g->uses[g->count].next = *first;
    *first = (uint32_t)g->count++;
}

static void take(struct walk *w, const struct ds_event *ev, uint32_t obj, bool shared, bool waits) {
    struct holder *h = &w->tasks[ev->task];
    struct hold *again = find(h, obj);
    struct hn_lock lock = {.obj = obj, .life = w->lives[obj], .shared = shared};
    struct hn_lock_use use = {.task = ev->task, .wanted = lock, .wanted_seq = ev->seq};

    if (again) {
        again->depth++;
        return;
    }
    for (uint32_t i = 0; i < h->count; i++)
        use.around[use.around_count++] = h->held[i].lock;
    for (uint32_t i = 0; i < h->count && waits && !h->lost; i++) {
        use.held = h->held[i].lock;
        use.held_seq = h->held[i].seq;
        add_use(w->graph, &use);
    }
    if (h->count == HN_MAX_HELD) {
        h->lost++;
        return;
    }
    h->held[h->count++] = (struct hold){.lock = lock, .depth = 1, .seq = ev->seq};
}

/* True if H held OBJ. */
static bool drop(struct holder *h, uint32_t obj) {
    struct hold *held = find(h, obj);

    if (!held)
        return false;
    if (--held->depth == 0) {
        memmove(held, held + 1, (size_t)(&h->held[h->count] - (held + 1)) * sizeof *held);
        h->count--;
    }
    return true;
}

/* Go's locks may be given back by anybody. */
static void give(struct walk *w, uint32_t task, uint32_t obj) {
    if (drop(&w->tasks[task], obj))
        return;
    for (uint32_t i = 0; i < w->run->totals.tasks; i++)
        if (i != task && drop(&w->tasks[i], obj))
            return;
    if (w->tasks[task].lost)
        w->tasks[task].lost--;
}

static void lock_event(struct walk *w, const struct ds_event *ev) {
    bool ok = ev->result == DS_OK || ev->result == DS_OWNERDEAD;
    bool waits = !(ev->flags & DS_EV_TIMED);

    switch (ev->op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_RW_WRLOCK:
    case DS_OP_RW_RDLOCK:
        if (ok)
            take(w, ev, ev->obj, ev->op == DS_OP_RW_RDLOCK, waits);
        break;
    case DS_OP_MUTEX_TRYLOCK:
    case DS_OP_SPIN_TRYLOCK:
    case DS_OP_RW_TRYWRLOCK:
    case DS_OP_RW_TRYRDLOCK:
        if (ok)
            take(w, ev, ev->obj, ev->op == DS_OP_RW_TRYRDLOCK, false);
        break;
    case DS_OP_COND_WAKE: /* its deadline was for the signal, not for the lock */
        if ((ok || ev->result == DS_TIMEDOUT) && !(ev->arg & DS_COND_GO))
            take(w, ev, ev->obj2, false, true);
        break;
    default:
        break;
    }
}

static void other_event(struct walk *w, const struct ds_event *ev) {
    if (ev->result != DS_OK)
        return;
    switch (ev->op) {
    case DS_OP_MUTEX_UNLOCK:
    case DS_OP_SPIN_UNLOCK:
    case DS_OP_RW_UNLOCK:
        give(w, ev->task, ev->obj);
        break;
    case DS_OP_COND_WAIT:
        give(w, ev->task, ev->obj2);
        break;
    case DS_OP_MUTEX_INIT:
    case DS_OP_SPIN_INIT:
    case DS_OP_RW_INIT:
        for (uint32_t i = 0; i < w->run->totals.tasks; i++)
            while (drop(&w->tasks[i], ev->obj))
                continue;
        w->lives[ev->obj]++;
        break;
    default:
        break;
    }
}

void hn_lock_graph_make(struct hn_lock_graph *g, const struct hn_run *run) {
    struct walk w = {.run = run, .graph = g};
    size_t objects = run->totals.objects + (size_t)1;

    *g = (struct hn_lock_graph){.first = checked(malloc(objects * sizeof *g->first))};
    memset(g->first, 0xff, objects * sizeof *g->first);
    w.tasks = checked(calloc(run->totals.tasks + (size_t)1, sizeof *w.tasks));
    w.lives = checked(calloc(objects, sizeof *w.lives));
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];

        if (ev->flags & DS_EV_DRAIN)
            break; /* natively the program has ended here */
        lock_event(&w, ev);
        other_event(&w, ev);
    }
    free(w.tasks);
    free(w.lives);
}

void hn_lock_graph_free(struct hn_lock_graph *g) {
    free(g->uses);
    free(g->first);
}
