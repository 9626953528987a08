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

static size_t index_of(const struct hn_dedupe *d, uint64_t fingerprint) {
    size_t i = 0;

    while (i < d->count && d->entries[i].hit.fingerprint != fingerprint)
        i++;
    return i;
}

void hn_dedupe_add(struct hn_dedupe *d, const struct hn_hit *hit) {
    size_t i = index_of(d, hit->fingerprint);

    if (i < d->count) {
        struct hn_entry *e = &d->entries[i];

        e->count++;
        if (!better(&hit->rec, &e->hit.rec))
            return;
        if (d->keep) {
            e->older = hn_grow(e->older, e->older_count + 1, sizeof(*e->older));
            e->older[e->older_count++] = e->hit;
        }
        e->hit = *hit;
        return;
    }
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 16;
        d->entries = hn_grow(d->entries, d->room, sizeof(*d->entries));
    }
    d->entries[d->count++] = (struct hn_entry){.hit = *hit, .count = 1};
}

const struct hn_entry *hn_dedupe_find(const struct hn_dedupe *d, uint64_t fingerprint) {
    size_t i = index_of(d, fingerprint);

    return i < d->count ? &d->entries[i] : NULL;
}

static void link_to(struct hn_dedupe *d, uint64_t from, uint64_t to) {
    struct hn_entry *e = &d->entries[index_of(d, from)];

    for (size_t i = 0; i < e->link_count; i++) {
        if (e->links[i].fingerprint != to)
            continue;
        e->links[i].count++;
        return;
    }
    e->links = hn_grow(e->links, e->link_count + 1, sizeof(*e->links));
    e->links[e->link_count++] = (struct hn_link){.fingerprint = to, .count = 1};
}

void hn_dedupe_link(struct hn_dedupe *d, const struct hn_hit *const *hits, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (hn_race_kind(hits[i]->kind) && !hn_race_kind(hits[k]->kind)) {
                link_to(d, hits[i]->fingerprint, hits[k]->fingerprint);
                link_to(d, hits[k]->fingerprint, hits[i]->fingerprint);
            }
}

uint64_t hn_dedupe_both(const struct hn_entry *e, uint64_t fingerprint) {
    for (size_t i = 0; e && i < e->link_count; i++)
        if (e->links[i].fingerprint == fingerprint)
            return e->links[i].count;
    return 0;
}

static int by_representative(const void *a, const void *b) {
    const struct hn_hit *x = &((const struct hn_entry *)a)->hit;
    const struct hn_hit *y = &((const struct hn_entry *)b)->hit;

    if (x->rec.seed == y->rec.seed)
        return x->fingerprint < y->fingerprint ? -1 : x->fingerprint > y->fingerprint;
    return better(&x->rec, &y->rec) ? -1 : 1;
}

void hn_dedupe_sort(struct hn_dedupe *d) {
    if (d->count)
        qsort(d->entries, d->count, sizeof(*d->entries), by_representative);
}

void hn_dedupe_free(struct hn_dedupe *d) {
    for (size_t i = 0; i < d->count; i++) {
        free(d->entries[i].links);
        free(d->entries[i].older);
    }
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
