/* stats.c: counts, distinct schedules, and the median number of points. */
#include "stats.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

#define FIRST_ROOM 4096

void hn_tally_add(struct hn_tally *t, const char *text) {
    size_t at = 0;

    while (at < t->count && strcmp(t->lines[at].text, text) < 0)
        at++;
    if (at < t->count && !strcmp(t->lines[at].text, text)) {
        t->lines[at].count++;
        return;
    }
    t->lines = hn_grow(t->lines, t->count + 1, sizeof(*t->lines));
    memmove(t->lines + at + 1, t->lines + at, (t->count - at) * sizeof(*t->lines));
    t->lines[at].text = hn_dup(text);
    t->lines[at].count = 1;
    t->count++;
}

static void tally_free(struct hn_tally *t) {
    for (size_t i = 0; i < t->count; i++)
        free(t->lines[i].text);
    free(t->lines);
}

void hn_stats_init(struct hn_stats *s) {
    *s = (struct hn_stats){.points_min = UINT64_MAX, .hash_room = FIRST_ROOM};
    s->hashes = hn_alloc(FIRST_ROOM * sizeof(*s->hashes));
    s->points = hn_alloc(HN_POINTS_CELLS * sizeof(*s->points));
}

void hn_stats_free(struct hn_stats *s) {
    tally_free(&s->limits);
    tally_free(&s->uncontrolled);
    free(s->hashes);
    free(s->points);
}

/* The cell that holds HASH, or the empty one where it belongs. */
static uint64_t *cell(uint64_t *table, size_t room, uint64_t hash) {
    size_t at = (size_t)(hash ^ hash >> 29) & (room - 1);

    while (table[at] && table[at] != hash)
        at = (at + 1) & (room - 1);
    return &table[at];
}

static void grow_hashes(struct hn_stats *s) {
    size_t room = s->hash_room * 2;
    uint64_t *table = hn_alloc(room * sizeof(*table));

    for (size_t i = 0; i < s->hash_room; i++)
        if (s->hashes[i])
            *cell(table, room, s->hashes[i]) = s->hashes[i];
    free(s->hashes);
    s->hashes = table;
    s->hash_room = room;
}

static void add_hash(struct hn_stats *s, uint64_t hash) {
    if (!hash) {
        s->distinct += !s->zero_hash;
        s->zero_hash = true;
        return;
    }
    uint64_t *place = cell(s->hashes, s->hash_room, hash);

    if (*place)
        return;
    if (s->distinct >= HN_DISTINCT_CAP) {
        s->distinct_full = true;
        return;
    }
    *place = hash;
    if (++s->distinct * 2 > s->hash_room)
        grow_hashes(s);
}

/* Exact below HN_POINTS_EXACT, then 256 cells for each power of two. */
static size_t points_cell(uint64_t points) {
    if (points < HN_POINTS_EXACT)
        return (size_t)points;
    int power = 63 - __builtin_clzll(points);

    return HN_POINTS_EXACT + (size_t)(power - 16) * 256 + (size_t)(points >> (power - 8) & 255);
}

static uint64_t cell_points(size_t at) {
    if (at < HN_POINTS_EXACT)
        return at;
    size_t k = at - HN_POINTS_EXACT;

    return (256 + k % 256) << (k / 256 + 8);
}

void hn_stats_add(struct hn_stats *s, const struct ds_result_rec *rec) {
    s->done++;
    s->preempted += rec->preempted != 0;
    s->race_bound += (rec->notes & DS_NOTE_RACE_BOUND) != 0;
    s->adopted += rec->adopted != 0;
    s->by_strategy[rec->strategy]++;
    if (rec->points < s->points_min)
        s->points_min = rec->points;
    if (rec->points > s->points_max)
        s->points_max = rec->points;
    if (rec->competed > s->competed)
        s->competed = rec->competed;
    s->points[points_cell(rec->points)]++;
    add_hash(s, rec->schedule_hash);
    if (rec->limits & DS_LIMIT_STEPS)
        hn_tally_add(&s->limits, "the step bound was reached and the seed went on fairly");
    if (rec->limits & DS_LIMIT_DRAIN)
        hn_tally_add(&s->limits, "the drain after the program's end was cut off");
    if (rec->limits & DS_LIMIT_EVENTS)
        hn_tally_add(&s->limits, "older events were not kept");
}

uint64_t hn_stats_median(const struct hn_stats *s) {
    uint64_t seen = 0;

    for (size_t i = 0; s->done && i < HN_POINTS_CELLS; i++) {
        seen += s->points[i];
        if (seen * 2 >= s->done)
            return cell_points(i) < s->points_min ? s->points_min : cell_points(i);
    }
    return 0;
}
