/* link.c: names races and their consequences to each other. */
#include "link.h"

#include <string.h>

#define SHOWN 3 /* races that are named as causes of one failure */

bool hn_link_follows(const struct rp_finding *race, const struct rp_finding *other) {
    return race->race && race->severity == RP_ERROR && !other->race &&
           other->severity == RP_ERROR && strcmp(other->kind, "misuse") != 0 &&
           strcmp(other->kind, "nondeterminism") != 0;
}

static const char *share(struct rp_arena *arena, uint64_t both, uint64_t all) {
    return all == 1 ? "in the same run"
                    : rp_arena_printf(arena, "in %llu of the %llu seeds that showed this",
                                      (unsigned long long)both, (unsigned long long)all);
}

static void add_related(struct rp_finding *f, const char *line, struct rp_arena *arena) {
    const char **related = rp_arena_array(arena, f->related_count + 1, sizeof *related);

    for (size_t i = 0; i < f->related_count; i++)
        related[i] = f->related[i];
    related[f->related_count++] = line;
    f->related = related;
}

void hn_link(struct rp_finding *findings, size_t n, hn_both *both, void *context,
             struct rp_arena *arena, bool *linked) {
    for (size_t k = 0; k < n; k++) {
        struct rp_finding *other = &findings[k];
        const char *causes = "";
        size_t count = 0;

        for (size_t i = 0; i < n; i++) {
            struct rp_finding *race = &findings[i];
            uint64_t seeds = hn_link_follows(race, other) ? both(race, other, context) : 0;

            if (!seeds)
                continue;
            add_related(race,
                        rp_arena_printf(arena, "perhaps %s: %s (%s)", other->kind, other->title,
                                        share(arena, seeds, race->count)),
                        arena);
            linked[i] = linked[k] = true;
            if (++count <= SHOWN)
                causes = rp_arena_printf(arena, "%s\n- %s (%s)", causes, race->title,
                                         share(arena, seeds, other->count));
        }
        if (count > SHOWN)
            causes = rp_arena_printf(arena, "%s\n- and %zu more", causes, count - SHOWN);
        if (count)
            other->explanation =
                rp_arena_printf(arena, "%s\n\nOther findings that may well be the cause:%s",
                                other->explanation, causes);
    }
}
