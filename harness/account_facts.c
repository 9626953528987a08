/* account_facts.c: what a campaign is played under, in words. */
#include <stdlib.h>

#include "account.h"
#include "util.h"

/* Modules whose accesses to memory are not seen where those of others are; NULL: there are none. */
static char *bare_modules(const struct hn_race *race) {
    if (!race->built || race->off || !race->bare)
        return NULL;
    return hn_text("memory accesses of modules that were not compiled for race detection: %s",
                   race->bare);
}

void hn_facts_fill(struct hn_facts *f, const struct hn_launch *l, uint64_t profile) {
    size_t n = 0;

    while (l->argv[n])
        n++;
    *f = (struct hn_facts){.program = hn_dup(l->target->path),
                           .argv = hn_alloc((n + 1) * sizeof(char *)),
                           .isolation = hn_dup(l->exec ? "exec" : "fork"),
                           .carrier = hn_dup(l->carrier == DS_CARRIER_THREAD ? "thread" : "fiber"),
                           .races = hn_dup(hn_race_text(&l->race)),
                           .openmp = hn_openmp_text(&l->openmp),
                           .bare = bare_modules(&l->race),
                           .profile = profile};
    for (size_t i = 0; i < n; i++)
        f->argv[i] = hn_dup(l->argv[i]);
}

void hn_facts_free(struct hn_facts *f) {
    for (size_t i = 0; f->argv && f->argv[i]; i++)
        free(f->argv[i]);
    free(f->argv);
    free(f->program);
    free(f->isolation);
    free(f->carrier);
    free(f->races);
    free(f->openmp);
    free(f->bare);
}
