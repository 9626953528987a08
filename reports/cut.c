/* cut.c: which events of a schedule are shown. */
#include "cut.h"

#define AROUND 2 /* events kept on each side of a piece of evidence */

static void keep_around(const struct rp_finding *f, bool *keep, size_t at, size_t *left) {
    size_t from = at > AROUND ? at - AROUND : 0;
    for (size_t i = from; i <= at + AROUND && i<f->event_count && * left> 0; i++) {
        if (keep[i])
            continue;
        keep[i] = true;
        --*left;
    }
}

bool *rp_cut_schedule(struct rp_arena *arena, const struct rp_finding *f, size_t shown) {
    bool *keep = rp_arena_array(arena, f->event_count, sizeof *keep);
    size_t evidence = shown / 2, left = shown - evidence;
    for (size_t i = f->event_count; i-- > 0 && evidence > 0;)
        if (f->events[i].evidence)
            keep_around(f, keep, i, &evidence);
    left += evidence;
    for (size_t i = f->event_count; i-- > 0 && left > 0;) {
        if (keep[i])
            continue;
        keep[i] = true;
        left--;
    }
    return keep;
}
