/* drawn.c: has the graphs of a campaign's findings drawn. */
#include "drawn.h"

#include <errno.h>
#include <string.h>

#include "../reports/arena.h"
#include "draw.h"

static struct rp_campaign drawn(struct rp_arena *arena, const struct rp_campaign *c, size_t *left) {
    struct rp_finding *findings = rp_arena_array(arena, c->finding_count, sizeof(*findings));
    struct rp_campaign copy = *c;

    for (size_t i = 0; i < c->finding_count; i++) {
        findings[i] = c->findings[i];
        if (!*left)
            continue;
        --*left;
        if (hn_draw_pictures(arena, &findings[i]) == ENOENT)
            *left = 0;
    }
    copy.findings = findings;
    return copy;
}

const struct rp_campaign *hn_campaign_drawn(struct rp_arena *arena, const struct rp_campaign *c) {
    size_t left = HN_DRAWN_FINDINGS;

    if (!c)
        return NULL;
    struct rp_campaign *copy = rp_arena_alloc(arena, sizeof(*copy));

    *copy = drawn(arena, c, &left);
    return copy;
}

const struct rp_suite *hn_suite_drawn(struct rp_arena *arena, const struct rp_suite *s) {
    size_t left = HN_DRAWN_FINDINGS;

    if (!s)
        return NULL;
    struct rp_suite *copy = rp_arena_alloc(arena, sizeof(*copy));
    struct rp_campaign *campaigns = rp_arena_array(arena, s->count, sizeof(*campaigns));

    *copy = *s;
    for (size_t i = 0; i < s->count; i++)
        campaigns[i] = drawn(arena, &s->campaigns[i], &left);
    copy->campaigns = campaigns;
    return copy;
}
