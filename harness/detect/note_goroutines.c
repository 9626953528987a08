/* note_goroutines.c: notes a place that starts goroutines without a bound: very many of them were alive
 * at the same time.
 */
#include <stdlib.h>

#include "../util.h"
#include "detectors.h"
#include "goroutines.h"

#define MANY 64 /* alive at once, of one creation site; docs/findings.md tells it */

/* A goroutine begins or ends to live. */
struct change {
    uint64_t seq;
    int by;
};

static int by_seq(const void *a, const void *b) {
    uint64_t x = ((const struct change *)a)->seq, y = ((const struct change *)b)->seq;
    return x < y ? -1 : x > y;
}

static bool of_site(const struct hn_run *run, uint32_t task, uint32_t stack) {
    return hn_goroutine(run, task) && run->tasks[task].create_seq != 0 &&
           hn_same_stack(run, hn_create_stack(run, task), stack);
}

/* Most goroutines created at STACK that were alive at once; at *WHEN there were that many first. */
static long most_at_once(const struct hn_run *run, uint32_t stack, uint64_t *when) {
    struct change *list = calloc(2 * (size_t)run->totals.tasks + 1, sizeof *list);
    size_t n = 0;
    long now = 0, most = 0;
    if (!list)
        abort();
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (!of_site(run, i, stack))
            continue;
        list[n++] = (struct change){t->create_seq, 1};
        if (t->exit_seq)
            list[n++] = (struct change){t->exit_seq, -1};
    }
    qsort(list, n, sizeof *list, by_seq);
    for (size_t i = 0; i < n; i++) {
        now += list[i].by;
        if (now <= most)
            continue;
        most = now;
        *when = list[i].seq;
    }
    free(list);
    return most;
}

static bool among(const struct hn_run *run, const uint32_t *stacks, size_t count, uint32_t stack) {
    for (size_t i = 0; i < count; i++)
        if (hn_same_stack(run, stacks[i], stack))
            return true;
    return false;
}

static void tell(const struct hn_run *run, struct hn_raw_list *out, uint32_t stack, uint64_t when) {
    struct hn_raw *raw = hn_raw_add(out, HN_UNBOUNDED_GOROUTINES);
    hn_raw_evidence(raw, when);
    for (uint32_t k = 0; k < run->totals.tasks; k++)
        if (of_site(run, k, stack))
            hn_raw_task(raw, k);
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    uint32_t *seen;
    size_t sites = 0;
    if (run->totals.status != DS_ST_DRAINED || run->totals.tasks < MANY)
        return;
    seen = hn_alloc(run->totals.tasks * sizeof *seen);
    /* The MANYth of a site is looked for, so that sites of few cost nothing. */
    for (uint32_t i = MANY - 1; i < run->totals.tasks; i++) {
        uint32_t stack = hn_create_stack(run, i);
        uint64_t when = 0;
        if (!stack || !of_site(run, i, stack) || among(run, seen, sites, stack))
            continue;
        seen[sites++] = stack;
        if (most_at_once(run, stack, &when) >= MANY)
            tell(run, out, stack, when);
    }
    free(seen);
}

const struct hn_detector hn_note_goroutines = {"unbounded-goroutines", detect};
