/* text_suite.c: several campaigns for people: what was found in each, then one table of all. */
#include <stdio.h>
#include <string.h>

#include "escape.h"
#include "text_parts.h"
#include "words.h"

static const char *verdict(const struct rp_campaign *c) {
    return c->verdict == RP_FAILED                            ? "not run"
           : c->verdict == RP_FINDINGS && c->exit_status == 1 ? "FOUND"
                                                              : rp_verdict_text(c->verdict);
}

static enum rp_ink ink_of(const struct rp_campaign *c) {
    return c->verdict == RP_CLEAN        ? RP_GREEN
           : c->exit_status == 0         ? RP_YELLOW
           : c->verdict == RP_INCOMPLETE ? RP_YELLOW
                                         : RP_RED;
}

/* The kinds of what was found, each once; else what is to be known. */
static const char *remark(const struct rp_text *t, const struct rp_campaign *c) {
    const char *all = "";

    for (size_t i = 0; i < c->finding_count; i++) {
        bool known = false;

        for (size_t k = 0; k < i; k++)
            known |= !strcmp(rp_or_empty(c->findings[k].kind), rp_or_empty(c->findings[i].kind));
        if (!known)
            all = rp_arena_printf(t->arena, "%s%s%s", all, all[0] ? ", " : "",
                                  rp_or_empty(c->findings[i].kind));
    }
    if (all[0])
        return rp_visible(t->arena, all, false);
    if (c->verdict == RP_INCOMPLETE && c->limit_count)
        return rp_visible(t->arena, c->limits[0], false);
    return c->warning_count ? rp_visible(t->arena, c->warnings[0], false) : "";
}

static const char *name_of(const struct rp_text *t, const struct rp_campaign *c) {
    return rp_visible(t->arena, rp_or_empty(c->name ? c->name : c->program), false);
}

static void table(const struct rp_text *t, const struct rp_suite *all) {
    int width = 16;

    for (size_t i = 0; i < all->count; i++) {
        int n = (int)strlen(name_of(t, &all->campaigns[i]));

        width = n > width && n <= 72 ? n : width;
    }
    rp_printf(t->sink, "%s%-*s  %-10s  %7s  %8s%s\n", rp_ink(t, RP_BOLD), width, "program: test",
              "verdict", "seeds", "distinct", rp_ink_end(t));
    for (size_t i = 0; i < all->count; i++) {
        const struct rp_campaign *c = &all->campaigns[i];
        const char *words = remark(t, c);

        rp_printf(t->sink, "%-*s  %s%-10s%s  %7llu  %8llu%s%s\n", width, name_of(t, c),
                  rp_ink(t, ink_of(c)), verdict(c), rp_ink_end(t),
                  (unsigned long long)c->seeds_done, (unsigned long long)c->distinct,
                  words[0] ? "  " : "", words);
    }
}

static size_t of_verdict(const struct rp_suite *all, enum rp_verdict verdict) {
    size_t n = 0;

    for (size_t i = 0; i < all->count; i++)
        n += all->campaigns[i].verdict == verdict;
    return n;
}

void rp_text_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct rp_text t = {.sink = s, .arena = rp_arena_new(), .options = o};

    for (size_t i = 0; i < all->count; i++)
        if (all->campaigns[i].finding_count || o->verbose > 1) {
            rp_writer_text.campaign(&all->campaigns[i], o, s);
            rp_printf(s, "\n========================================\n\n");
        }
    table(&t, all);
    rp_printf(s, "%zu of %zu clean, %zu with findings, %zu incomplete, %zu not run (status %d)\n",
              of_verdict(all, RP_CLEAN), all->count, of_verdict(all, RP_FINDINGS),
              of_verdict(all, RP_INCOMPLETE), of_verdict(all, RP_FAILED), all->exit_status);
    rp_arena_free(t.arena);
}
