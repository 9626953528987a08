/* predict.c: keeps account of possible circles of waiters, from profile runs to the report. */
#include "predict.h"

#include <stdlib.h>
#include <string.h>

#include "detect/cycles.h"
#include "detect/facts.h"
#include "detect/lock_order.h"
#include "explain.h"
#include "profile.h"
#include "util.h"

static int by_number(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Of numbers as a set. */
static uint64_t set_hash(uint64_t *set, uint32_t n) {
    uint64_t h = n;

    qsort(set, n, sizeof(*set), by_number);
    for (uint32_t i = 0; i < n; i++)
        h = ds_key_mix(h, set[i]);
    return h;
}

static uint64_t locks_of(const struct ds_cycle *c) {
    uint64_t set[DS_MAX_CYCLE];

    for (uint32_t i = 0; i < c->length; i++)
        set[i] = c->step[i].held;
    return set_hash(set, c->length);
}

static struct ds_cycle cycle_of(const struct hn_run *run, const struct hn_lock_cycle *found) {
    struct ds_cycle c = {.length = found->length};
    uint32_t low = 0;

    for (uint32_t i = 1; i < found->length; i++)
        if (run->tasks[found->use[i].task].key < run->tasks[found->use[low].task].key)
            low = i;
    for (uint32_t i = 0; i < found->length; i++) {
        const struct hn_lock_use *use = &found->use[(low + i) % found->length];

        c.step[i] = (struct ds_cycle_step){.task = run->tasks[use->task].key,
                                           .held = run->objs[use->held.obj].key,
                                           .wanted = run->objs[use->wanted.obj].key};
    }
    return c;
}

static struct hn_lock_cycle *cycles_of(const struct hn_run *run, size_t *count) {
    struct hn_lock_cycle *found = hn_alloc(HN_MAX_PREDICTIONS * sizeof(*found));

    *count = hn_lock_cycles(run, found, HN_MAX_PREDICTIONS);
    return found;
}

static struct hn_prediction *find(struct hn_predictions *p, const struct ds_cycle *cycle) {
    for (size_t i = 0; i < p->count; i++)
        if (!memcmp(&p->items[i].cycle, cycle, sizeof(*cycle)))
            return &p->items[i];
    if (p->count == HN_MAX_PREDICTIONS)
        return NULL;
    p->items[p->count] = (struct hn_prediction){.cycle = *cycle};
    return &p->items[p->count++];
}

void hn_predict(struct hn_predictions *p, const struct hn_run *run) {
    size_t n;
    struct hn_lock_cycle *found = cycles_of(run, &n);

    for (size_t i = 0; i < n; i++) {
        struct ds_cycle cycle = cycle_of(run, &found[i]);
        struct hn_prediction *one = find(p, &cycle);

        if (!one)
            continue;
        one->apart |= found[i].ordered;
        if (!found[i].ordered && one->runs++ == 0)
            one->seed = run->config.seed;
    }
    free(found);
}

/* True if one before the one numbered I, for which COUNTS says so, is about the same locks. */
static bool same_before(const struct hn_predictions *p, size_t i,
                        bool (*counts)(const struct hn_predictions *, size_t)) {
    for (size_t k = 0; k < i; k++)
        if (locks_of(&p->items[k].cycle) == locks_of(&p->items[i].cycle) && counts(p, k))
            return true;
    return false;
}

static bool aimed_at(const struct hn_predictions *p, size_t i) {
    return p->items[i].aim != 0;
}

void hn_predict_aim(struct hn_predictions *p, struct ds_profile *profile) {
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < p->count && profile->cycle_count < DS_MAX_CYCLES; i++) {
            struct hn_prediction *one = &p->items[i];

            if (!one->runs || one->aim || (!again && same_before(p, i, aimed_at)))
                continue;
            profile->cycles[profile->cycle_count] = one->cycle;
            one->aim = ++profile->cycle_count;
        }
}

void hn_predict_played(struct hn_predictions *p, uint64_t seed) {
    struct ds_config config = {0};

    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].aim > config.profile.cycle_count)
            config.profile.cycle_count = p->items[i].aim;
    ds_mix_apply(&config, seed);
    for (size_t i = 0; i < p->count && config.strategy == DS_STRAT_STEER; i++)
        p->items[i].steered += p->items[i].aim == config.params.cycle + 1;
}

static uint64_t place(const struct hn_run *run, struct hn_symbols *sy, uint64_t held,
                      uint32_t wanted) {
    const struct ds_event *ev = hn_event_at(run, held);

    return ds_key_mix(hn_stack_hash(run, sy, ev ? ev->stack : 0), hn_stack_hash(run, sy, wanted));
}

/* The circle RAW: the task numbered I waits for what the next one holds. */
static void reached(struct hn_predictions *p, const struct hn_run *run, const struct hn_raw *raw,
                    struct hn_symbols *sy) {
    uint64_t locks[HN_MAX_PARTIES], places[HN_MAX_PARTIES];
    uint32_t n = raw->task_count;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t before = hn_wanted_lock(run, raw->tasks[(i + n - 1) % n]);

        if (before == DS_NO_OBJ)
            return;
        locks[i] = run->objs[before].key;
        places[i] = place(run, sy, hn_held_since(run, raw->tasks[i], before),
                          hn_final_stack(run, raw->tasks[i]));
    }
    p->reached_locks[p->reached_count] = set_hash(locks, n);
    p->reached_places[p->reached_count++] = set_hash(places, n);
}

void hn_predict_reached(struct hn_predictions *p, const struct hn_run *run, struct hn_symbols *sy) {
    struct hn_raw_list list = {0};

    hn_detect(run, &list);
    for (size_t i = 0; i < list.count && p->reached_count < HN_MAX_REACHED; i++)
        if (list.items[i].cycle && !list.items[i].child)
            reached(p, run, &list.items[i], sy);
    hn_raw_list_free(&list);
}

/* True if nothing but a deadlock that was reached keeps it from being told. */
static bool tells(const struct hn_predictions *p, size_t i, bool reached) {
    const struct hn_prediction *one = &p->items[i];
    uint64_t locks = locks_of(&one->cycle);

    for (size_t k = 0; k < p->count; k++)
        if (p->items[k].apart && locks_of(&p->items[k].cycle) == locks)
            return false;
    for (size_t k = 0; reached && k < p->reached_count; k++)
        if (p->reached_locks[k] == locks)
            return false;
    return one->runs && !same_before(p, i, reached ? hn_predict_tells : hn_predict_may_tell);
}

bool hn_predict_tells(const struct hn_predictions *p, size_t i) {
    return tells(p, i, true);
}

bool hn_predict_may_tell(const struct hn_predictions *p, size_t i) {
    return tells(p, i, false);
}

static uint64_t places_of(const struct hn_run *run, const struct hn_lock_cycle *c,
                          struct hn_symbols *sy) {
    uint64_t places[DS_MAX_CYCLE];

    for (uint32_t i = 0; i < c->length; i++)
        places[i] =
            place(run, sy, c->use[i].held_seq, hn_event_at(run, c->use[i].wanted_seq)->stack);
    return set_hash(places, c->length);
}

void hn_predict_variants(const struct hn_predictions *p, size_t i, const struct hn_run *run,
                         const struct hn_suppressions *s, struct hn_symbols *sy,
                         struct hn_variants *out) {
    size_t n;
    struct hn_lock_cycle *found = cycles_of(run, &n);

    out->count = 0;
    for (size_t k = 0; k < n && out->count < HN_MAX_VARIANTS; k++) {
        struct ds_cycle cycle = cycle_of(run, &found[k]);
        struct hn_raw_list list = {0};

        if (found[k].ordered || memcmp(&cycle, &p->items[i].cycle, sizeof(cycle)))
            continue;
        hn_lock_order_add(run, &found[k], &list);
        out->items[out->count].places = places_of(run, &found[k], sy);
        out->items[out->count++].entry =
            (struct hn_entry){.hit = {.kind = HN_LOCK_ORDER,
                                      .fingerprint = hn_fingerprint(run, &list.items[0], sy),
                                      .trace = hn_trace(run, ""),
                                      .rec = run->result,
                                      .suppressed = hn_suppress_find(s, run, &list.items[0], sy)},
                              .count = p->items[i].runs};
        hn_raw_list_free(&list);
    }
    free(found);
}

const struct hn_entry *hn_predict_choose(const struct hn_predictions *p,
                                         const struct hn_variants *v) {
    for (size_t i = 0; i < v->count; i++) {
        bool reached = false;

        for (size_t k = 0; k < p->reached_count; k++)
            reached |= p->reached_places[k] == v->items[i].places;
        if (!reached)
            return &v->items[i].entry;
    }
    return NULL;
}
