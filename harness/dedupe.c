/* dedupe.c: keeps one representative and a count for each fingerprint. */
#include "dedupe.h"

#include <stdlib.h>
#include <string.h>

#include "detect/races.h"
#include "util.h"

static bool better(const struct ds_result_rec *a, const struct ds_result_rec *b) {
    /* A seed that a timer pre-empted cannot be repeated exactly. */
    if (!a->preempted != !b->preempted)
        return !a->preempted;
    return a->points != b->points ? a->points < b->points : a->seed < b->seed;
}

uint64_t hn_trace(const struct hn_run *run, const char *subkind) {
    return strcmp(subkind, "sanitizer") ? run->result.trace_hash : run->totals.trace_hash;
}

void hn_dedupe_add(struct hn_dedupe *d, const struct hn_hit *hit) {
    for (size_t i = 0; i < d->count; i++) {
        struct hn_entry *e = &d->entries[i];

        if (e->hit.fingerprint != hit->fingerprint)
            continue;
        e->count++;
        if (better(&hit->rec, &e->hit.rec))
            e->hit = *hit;
        return;
    }
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 16;
        d->entries = hn_grow(d->entries, d->room, sizeof(*d->entries));
    }
    d->entries[d->count++] = (struct hn_entry){.hit = *hit, .count = 1};
}

void hn_dedupe_free(struct hn_dedupe *d) {
    free(d->entries);
}

enum rp_severity hn_severity(const struct hn_hit *hit, const struct hn_options *o) {
    if (hit->kind == HN_THREAD_LEAK)
        return o->leaks_error ? RP_ERROR : RP_WARNING;
    if (hit->kind >= HN_UNBOUNDED_GOROUTINES)
        return RP_NOTE;
    if (hit->kind == HN_BUSY_LOOP || hit->kind == HN_LOCK_ORDER)
        return RP_WARNING;
    return hn_race_foreign(hit->subkind) ? RP_WARNING : RP_ERROR;
}
