/* text_suite.c: the text report of several campaigns: each in turn, and one closing summary. */
#include "escape.h"
#include "text_parts.h"
#include "words.h"

static void line(const struct rp_text *t, const struct rp_campaign *c) {
    enum rp_ink ink = c->verdict == RP_CLEAN ? RP_GREEN : RP_RED;
    rp_printf(t->sink, "  %s%-10s%s %s: %llu seeds", rp_ink(t, ink), rp_verdict_text(c->verdict),
              rp_ink_end(t), rp_visible(t->arena, c->name ? c->name : c->program, false),
              (unsigned long long)c->seeds_done);
    if (c->finding_count)
        rp_printf(t->sink, ", %zu distinct finding%s", c->finding_count,
                  c->finding_count == 1 ? "" : "s");
    rp_printf(t->sink, "\n");
}

void rp_text_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct rp_text t = {s, rp_arena_new(), o};
    for (size_t i = 0; i < all->count; i++) {
        rp_writer_text.campaign(&all->campaigns[i], o, s);
        rp_printf(s, "\n========================================\n\n");
    }
    rp_printf(s, "%sdetsched%s: %zu campaign%s, status %d\n", rp_ink(&t, RP_BOLD), rp_ink_end(&t),
              all->count, all->count == 1 ? "" : "s", all->exit_status);
    for (size_t i = 0; i < all->count; i++)
        line(&t, &all->campaigns[i]);
    rp_arena_free(t.arena);
}
