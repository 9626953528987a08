/* clock.c: vector clocks: sharing, joining, and the memory they live in. */
#include "clock.h"
#include "limits.h"
#include "task.h"

/* A block of class n has 2^n words, three of them its head. */
#define HEAD 3
#define SMALLEST 3
#define LARGEST 17

static struct {
    uint32_t *words;
    uint64_t used, room, live;
    struct race_known *unused[LARGEST + 1]; /* of[0], of[1]: the next one's address */
} pool;

bool race_clock_begin(void) {
    pool.words = race_host->pages(RACE_CLOCK_BYTES);
    pool.room = RACE_CLOCK_BYTES / sizeof *pool.words;
    pool.used = pool.live = 0;
    for (unsigned i = 0; i <= LARGEST; i++)
        pool.unused[i] = NULL;
    return pool.words != NULL;
}

uint64_t race_clock_bytes(void) {
    return pool.live * sizeof *pool.words;
}

static uint32_t room_of(const struct race_known *k) {
    return (1u << k->size_class) - HEAD;
}

static struct race_known **next_of(struct race_known *k) {
    return (struct race_known **)((uintptr_t)k + 16);
}

static struct race_known *make(uint32_t len) {
    uint32_t size_class = SMALLEST;
    while ((1u << size_class) - HEAD < len)
        size_class++;
    struct race_known *k = pool.unused[size_class];
    if (k != NULL) {
        pool.unused[size_class] = *next_of(k);
    } else {
        if (pool.room - pool.used < 1u << size_class) {
            race_stop("more knowledge of tasks about each other than there is memory for");
            return NULL;
        }
        k = (struct race_known *)(pool.words + pool.used);
        pool.used += 1u << size_class;
    }
    pool.live += 1u << size_class;
    k->refs = 1;
    k->len = 0;
    k->size_class = size_class;
    return k;
}

static void release(struct race_known *k) {
    if (k == NULL || --k->refs > 0)
        return;
    pool.live -= 1u << k->size_class;
    *next_of(k) = pool.unused[k->size_class];
    pool.unused[k->size_class] = k;
}

static struct race_known *share(struct race_known *k) {
    if (k != NULL)
        k->refs++;
    return k;
}

/* Makes *K the caller's own, with LEN components at least; false if there is no memory. */
static bool own(struct race_known **k, uint32_t len) {
    struct race_known *old = *k;
    uint32_t had = old == NULL ? 0 : old->len;
    if (old == NULL || old->refs > 1 || room_of(old) < len) {
        struct race_known *fresh = make(len > had ? len : had);
        if (fresh == NULL)
            return false;
        for (uint32_t i = 0; i < had; i++)
            fresh->of[i] = old->of[i];
        fresh->len = had;
        release(old);
        *k = fresh;
    }
    for (uint32_t i = had; i < len; i++)
        (*k)->of[i] = 0;
    if ((*k)->len < len)
        (*k)->len = len;
    return true;
}

static void raise(struct race_known **k, uint32_t task, uint32_t epoch) {
    if (race_known_of(*k, task) >= epoch || !own(k, task + 1))
        return;
    (*k)->of[task] = epoch;
}

static void merge(struct race_known **k, struct race_known *from) {
    uint32_t i = 0, len = from == NULL ? 0 : from->len;
    if (*k == from || len == 0)
        return;
    if (*k == NULL) {
        *k = share(from);
        return;
    }
    while (i < len && from->of[i] <= race_known_of(*k, i))
        i++;
    if (i == len || !own(k, len))
        return;
    for (struct race_known *to = *k; i < len; i++)
        if (from->of[i] > to->of[i])
            to->of[i] = from->of[i];
}

struct race_clock race_clock_now(struct race_task *t) {
    return (struct race_clock){
        .known = share(t->known), .task = t->id, .epoch = t->epoch, .pure = true};
}

struct race_clock race_clock_share(const struct race_clock *c) {
    share(c->known);
    return *c;
}

void race_clock_drop(struct race_clock *c) {
    release(c->known);
    *c = (struct race_clock){0};
}

void race_clock_learn(struct race_task *t, const struct race_clock *c) {
    if (c->pure && (c->task == t->id || race_known_of(t->known, c->task) >= c->epoch))
        return;
    merge(&t->known, c->known);
    if (c->task != t->id)
        raise(&t->known, c->task, c->epoch);
}

/* Everything in B is in A. */
static bool covers(const struct race_clock *a, const struct race_clock *b) {
    if (!b->pure)
        return race_clock_empty(b);
    return (a->task == b->task ? a->epoch : race_known_of(a->known, b->task)) >= b->epoch;
}

void race_clock_add(struct race_clock *acc, const struct race_clock *c) {
    if (race_clock_empty(acc) || (acc->pure && covers(c, acc))) {
        struct race_clock old = *acc;
        *acc = race_clock_share(c);
        race_clock_drop(&old);
        return;
    }
    if (covers(acc, c))
        return;
    raise(&acc->known, acc->task, acc->epoch);
    merge(&acc->known, c->known);
    acc->task = c->task;
    acc->epoch = c->epoch;
    acc->pure = false;
}
