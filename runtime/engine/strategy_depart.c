/* strategy_depart.c: the creation-order run, but for the choices that a list names.
 *
 * After the canonical base policy of delta debugging over schedules: what is kept of a schedule are its
 * departures from a run without pre-emptions, each of them where the task that ran last had come to, so that
 * any part of the list is a schedule, too. One whose place is not reached, or whose task cannot go there, is
 * passed over.
 */
#include "strategy.h"

/* Where the run stands, as a departure says it; to is not filled. */
static struct ds_departure here(struct ds_engine *e, enum ds_choice kind) {
    const struct ds_task_rec *last = ds_task(e, e->current);
    if (e->asked.points != e->tot.points)
        e->asked = (struct ds_asked){.points = e->tot.points};
    return (struct ds_departure){.task = last->key,
                                 .point = (uint32_t)last->events,
                                 .kind = (uint16_t)kind,
                                 .nth = e->asked.count[kind]++};
}

static bool by_index(unsigned kind) {
    return kind == DS_CHOICE_TIMEOUT || kind == DS_CHOICE_SELECT;
}

/* "No" to a question is no task. */
static uint64_t meant(const struct ds_engine *e, unsigned kind, const uint32_t *alts, uint32_t i) {
    if (by_index(kind))
        return i;
    return alts[i] == DS_NO_TASK ? 0 : ds_task(e, alts[i])->key;
}

void ds_departure_note(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n,
                       uint32_t index) {
    struct ds_departure d = here(e, kind);
    if (ds_strategy_order.pick(e, kind, alts, n) == index)
        return;
    d.to = meant(e, kind, alts, index);
    if (e->departed < e->cfg.departures)
        ((struct ds_departure *)ds_at(e, e->departures_off))[e->departed] = d;
    e->departed++;
}

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    const struct ds_departure *list = ds_at(e, e->departures_off), at = here(e, kind);
    uint32_t plain = ds_strategy_order.pick(e, kind, alts, n);
    for (uint32_t i = 0; i < e->cfg.departures; i++) {
        if (list[i].point != at.point || list[i].task != at.task || list[i].kind != at.kind ||
            list[i].nth != at.nth)
            continue;
        for (uint32_t k = 0; k < n; k++)
            if (meant(e, kind, alts, k) == list[i].to)
                return k;
    }
    return plain;
}

static void idle(struct ds_engine *e, uint32_t t) {
    ds_strategy_order.idle(e, t);
}

const struct ds_strategy ds_strategy_depart = {.name = "depart", .pick = pick, .idle = idle};
