/* word.c: atomic locations and the clocks that their values carry.
 *
 * C11's rules: an acquire that reads what a release wrote comes after it; a read-modify-write passes on what
 * it found, besides its own; any other store ends that. A release fence makes the relaxed stores after it
 * releases of what came before the fence; an acquire fence makes the relaxed loads before it acquires, from
 * there on. Values are sequentially consistent, so that each load reads the last store.
 */
#include "limits.h"
#include "log.h"
#include "shadow.h"

/* A location, and what __tsan_release() released at the same address, are two things. */
#define RELEASED ((uint64_t)1 << 63)

struct word {
    uint64_t addr; /* with RELEASED or without */
    struct race_clock clock;
    uint64_t seq; /* the release that is newest in it, 0: it was no event */
    uint32_t next, spare;
};

static struct {
    struct word *at; /* 0: stands for all that there is no room for */
    uint32_t used, unused;
} words;

bool race_word_list_begin(void) {
    words.at = race_host->pages((size_t)RACE_MAX_WORDS * sizeof *words.at);
    words.used = 1;
    words.unused = 0;
    return words.at != NULL;
}

static struct word *find(uint64_t addr) {
    const struct race_window *w = race_window_of(addr);
    if (w->granules == 0)
        return NULL;
    uint32_t i = race_granule_in(w, addr & ~RELEASED)->words;
    while (i != 0 && words.at[i].addr != addr)
        i = words.at[i].next;
    if (i != 0)
        return &words.at[i];
    return race_clock_empty(&words.at[0].clock) ? NULL : &words.at[0];
}

/* The location of ADDR, made if need be. Where there is no room for one, what is released there counts for
 * all of those: too much is taken for ordered, never too little. */
static struct word *need(uint64_t addr) {
    struct word *w = find(addr);
    struct race_granule *g;
    if (w != NULL && w != words.at)
        return w;
    uint32_t i = words.unused;
    if (i != 0)
        words.unused = words.at[i].next;
    else if (words.used < RACE_MAX_WORDS)
        i = words.used++;
    g = i == 0 ? NULL : race_granule_listed(addr & ~RELEASED);
    if (g == NULL) {
        race_bound("more atomic locations than are kept: some races are missed");
        return words.at;
    }
    /* What was released here while there was no room is among what those have. */
    words.at[i] = (struct word){
        .addr = addr, .next = g->words, .clock = race_clock_share(&words.at[0].clock)};
    g->words = i;
    return &words.at[i];
}

void race_word_forget(uint32_t *first, unsigned mask) {
    for (uint32_t *link = first; *link != 0;) {
        uint32_t i = *link;
        struct word *w = &words.at[i];
        if ((mask >> (w->addr & 7) & 1) == 0) {
            link = &w->next;
            continue;
        }
        *link = w->next;
        race_clock_drop(&w->clock);
        w->next = words.unused;
        words.unused = i;
    }
}

static bool acquires(enum race_order order) {
    return order != RACE_RELAXED && order != RACE_RELEASE;
}

static bool releases(enum race_order order) {
    return order >= RACE_RELEASE;
}

/* A point, if atomics are; else a new epoch alone. True if there was an event. */
static bool point(struct race_task *t, enum ds_op op, const volatile void *addr, unsigned size,
                  enum race_order order, void *pc) {
    uint32_t before = t->epoch;
    if (race_preempt != RACE_PREEMPT_SYNC || (--race_left == 0 && race_long()))
        race_host->point(op, addr, size, order, pc);
    if (t->epoch != before)
        return true;
    race_tick(t, true);
    return false;
}

bool race_word_begin(const volatile void *addr, unsigned size, enum race_word_op op,
                     enum race_order order, void *pc) {
    static const enum ds_op ops[] = {DS_OP_MEM_LOAD, DS_OP_MEM_STORE, DS_OP_MEM_UPDATE};
    struct race_task *t = race_self;
    if (t == NULL || (race_modes & RACE_OFF) != 0)
        return false;
    bool event = point(t, ops[op], addr, size, order, pc);
    if ((race_modes & RACE_OFF) != 0)
        return false;
    t->word_pc = pc;
    t->word_event = event;
    return true;
}

/* What T reads at W; returns the event that it synchronises with. */
static uint64_t read_word(struct race_task *t, struct word *w, enum race_order order) {
    if (w == NULL || race_clock_empty(&w->clock))
        return 0;
    if (!acquires(order)) {
        race_clock_add(&t->pending, &w->clock);
        return 0;
    }
    race_clock_learn(t, &w->clock);
    return w->seq;
}

static void write_word(struct race_task *t, uint64_t addr, bool update, enum race_order order) {
    struct race_clock c = {0};
    if (releases(order))
        c = race_clock_now(t);
    else if (!race_clock_empty(&t->fence))
        c = race_clock_share(&t->fence);
    struct word *w = race_clock_empty(&c) ? find(addr) : need(addr);
    if (w == NULL)
        return;
    if (update || w == words.at) {
        race_clock_add(&w->clock, &c);
    } else {
        race_clock_drop(&w->clock);
        w->clock = race_clock_share(&c);
        w->seq = 0;
    }
    if (!race_clock_empty(&c))
        w->seq = t->word_event ? t->seq : 0;
    race_clock_drop(&c);
}

void race_word_end(const volatile void *addr, unsigned size, enum race_word_op op,
                   enum race_order order, bool in_vain) {
    struct race_task *t = race_self;
    bool quiet = t->ignore_sync > 0, writes = op != RACE_LOAD;
    bool unseen = (t->quiet & (writes ? RACE_QUIET_WRITES : RACE_QUIET_READS)) != 0;
    uint64_t at = (uintptr_t)addr, from = 0;
    if ((race_modes & RACE_LOG) != 0)
        race_log(t, (struct race_log){.kind = RACE_LOG_WORD,
                                      .addr = at,
                                      .size = size,
                                      .pc = (uintptr_t)t->word_pc,
                                      .flags = RACE_ATOMIC | (writes ? RACE_WRITE : 0),
                                      .op = (uint8_t)op,
                                      .order = (uint8_t)order,
                                      .in_vain = in_vain,
                                      .quiet = (uint8_t)(unseen | quiet << 1)});
    if (op != RACE_STORE && !quiet)
        from = read_word(t, find(at), order);
    /* The access is a part of its own epoch's beginning: whoever acquires what it releases is after it. */
    if (!unseen) {
        struct race_look a =
            race_look_at(t, addr, size, RACE_ATOMIC | (writes ? RACE_WRITE : 0), t->word_pc);
        a.key--;
        race_look_all(&a);
    }
    if (writes && !quiet)
        write_word(t, at, op == RACE_UPDATE, order);
    if (t->word_event && race_host != NULL)
        race_host->outcome(from, in_vain);
}

static void log_sync(const struct race_task *t, enum race_log_kind kind, const volatile void *addr,
                     enum race_order order, const void *pc) {
    if ((race_modes & RACE_LOG) != 0)
        race_log(t, (struct race_log){.kind = (uint8_t)kind,
                                      .addr = (uintptr_t)addr,
                                      .pc = (uintptr_t)pc,
                                      .order = (uint8_t)order,
                                      .quiet = (uint8_t)((t->ignore_sync > 0) << 1)});
}

void race_fence(enum race_order order, void *pc) {
    struct race_task *t = race_self;
    if (t == NULL || (race_modes & RACE_OFF) != 0)
        return;
    point(t, DS_OP_MEM_FENCE, NULL, 0, order, pc);
    log_sync(t, RACE_LOG_FENCE, NULL, order, pc);
    if ((race_modes & RACE_OFF) != 0 || t->ignore_sync > 0)
        return;
    if (acquires(order)) {
        race_clock_learn(t, &t->pending);
        race_clock_drop(&t->pending);
    }
    if (releases(order)) {
        race_clock_drop(&t->fence);
        t->fence = race_clock_now(t);
    }
}

void race_release(const volatile void *addr) {
    struct race_task *t = race_self;
    if (t == NULL || (race_modes & RACE_OFF) != 0 || t->ignore_sync > 0)
        return;
    race_tick(t, true);
    log_sync(t, RACE_LOG_RELEASE, addr, 0, NULL);
    struct race_clock c = race_clock_now(t);
    race_clock_add(&need((uintptr_t)addr | RELEASED)->clock, &c);
    race_clock_drop(&c);
}

void race_acquire(const volatile void *addr) {
    struct race_task *t = race_self;
    if (t == NULL || (race_modes & RACE_OFF) != 0 || t->ignore_sync > 0)
        return;
    log_sync(t, RACE_LOG_ACQUIRE, addr, 0, NULL);
    const struct word *w = find((uintptr_t)addr | RELEASED);
    if (w != NULL)
        race_clock_learn(t, &w->clock);
}
