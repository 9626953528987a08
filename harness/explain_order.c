/* explain_order.c: the words for locks that are taken in a circle of orders. */
#include "explain_parts.h"

static uint32_t lock_of(const struct ds_event *ev) {
    return ev->op == DS_OP_COND_WAKE ? ev->obj2 : ev->obj;
}

/* The event at which the party numbered I took what it held (WANTED false) or wanted; NULL if there is no
 * such party. */
static const struct ds_event *step(struct hn_ex *ex, const struct hn_raw *raw, uint32_t i,
                                   bool wanted) {
    uint32_t at = 2 * i + wanted;
    return (int)i < raw->code && at < raw->evidence_count ? hn_event_at(ex->run, raw->evidence[at])
                                                          : NULL;
}

/* "A, B and C": the parties, or the locks that they hold. */
static const char *row(struct hn_ex *ex, const struct hn_raw *raw, bool locks) {
    const char *text = "";
    const struct ds_event *ev;
    for (uint32_t i = 0; (ev = step(ex, raw, i, false)); i++)
        text = rp_arena_printf(ex->arena, "%s%s%s", text,
                               i == 0                        ? ""
                               : step(ex, raw, i + 1, false) ? ", "
                                                             : " and ",
                               locks ? hn_ex_object(ex, lock_of(ev)) : hn_ex_who(ex, ev->task));
    return text;
}

const char *hn_ex_order_title(struct hn_ex *ex, const struct hn_raw *raw) {
    return rp_arena_printf(ex->arena, "%s take %s in %s", row(ex, raw, false), row(ex, raw, true),
                           raw->code == 2 ? "opposite orders" : "a circle of orders");
}

static const char *party(struct hn_ex *ex, const struct ds_event *held,
                         const struct ds_event *wanted) {
    return rp_arena_printf(ex->arena, "%s took %s%s while it held %s, taken%s.\n",
                           hn_ex_who(ex, wanted->task), hn_ex_object(ex, lock_of(wanted)),
                           hn_ex_at_event(ex, wanted->seq), hn_ex_object(ex, lock_of(held)),
                           hn_ex_at_event(ex, held->seq));
}

const char *hn_ex_order_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *text = "";
    for (uint32_t i = 0; step(ex, raw, i, true); i++)
        text = rp_arena_printf(ex->arena, "%s%s", text,
                               party(ex, step(ex, raw, i, false), step(ex, raw, i, true)));
    return rp_arena_printf(ex->arena,
                           "%s\nIn this run each got both locks, because they did not come there "
                           "at the same time. Nothing "
                           "that was seen keeps them from doing so: they hold no other lock in "
                           "common (no gate lock), and no "
                           "join, signal, message or the like orders what they do. If each takes "
                           "its first lock before the "
                           "next one takes its second, none of them can go on: a deadlock.",
                           text);
}
