/* sarif_flow.c: the interleaving as SARIF's thread flows. */
#include <string.h>

#include "cut.h"
#include "escape.h"
#include "sarif_parts.h"
#include "words.h"

static const char *words(const struct rp_sarif *s, const struct rp_event *e) {
    const char *object = rp_or_empty(e->object);
    bool plain = rp_plain_result(e);
    return rp_arena_printf(s->arena, "%s%s%s%s%s", rp_or_empty(e->op), object[0] ? " " : "", object,
                           plain ? "" : ": ", plain ? "" : e->result);
}

/* The kinds that SARIF has words for. */
static json_t *kinds(enum rp_act act) {
    switch (act) {
    case RP_ACT_TAKE:
    case RP_ACT_SHARE:
        return json_pack("[s, s]", "acquire", "lock");
    case RP_ACT_GIVE:
        return json_pack("[s, s]", "release", "lock");
    default:
        return NULL;
    }
}

static json_t *step(const struct rp_sarif *s, const struct rp_event *e, size_t order) {
    json_t *o = json_pack("{s:I, s:s, s:o}", "executionOrder", (json_int_t)order, "importance",
                          e->evidence ? "essential" : "important", "location",
                          rp_sarif_location(s, e->where, words(s, e)));
    json_t *k = kinds(e->act);
    if (k)
        json_object_set_new(o, "kinds", k);
    json_object_set_new(
        o, "properties",
        json_pack("{s:I, s:I}", "event", (json_int_t)e->seq, "virtualNs", (json_int_t)e->time));
    return o;
}

static json_t *thread(const struct rp_sarif *s, const struct rp_finding *f, size_t task,
                      const bool *kept) {
    const struct rp_task *t = &f->tasks[task];
    json_t *steps = json_array();
    size_t order = 0;
    for (size_t i = 0; i < f->event_count; i++) {
        order += kept[i];
        if (kept[i] && f->events[i].task == task)
            json_array_append_new(steps, step(s, &f->events[i], order));
    }
    if (json_array_size(steps) == 0) {
        json_decref(steps);
        return NULL;
    }
    const char *name = rp_or_empty(t->name);
    json_t *o = json_pack("{s:o}", "locations", steps);
    json_object_set_new(o, "id", json_string(rp_visible(s->arena, t->id, false)));
    json_object_set_new(o, "message",
                        rp_sarif_message(s, rp_arena_printf(s->arena, "%s%s%s", rp_or_empty(t->id),
                                                            name[0] ? " " : "", name)));
    return o;
}

json_t *rp_sarif_flow(const struct rp_sarif *s, const struct rp_finding *f) {
    const bool *kept = rp_cut_schedule(s->arena, f, RP_SARIF_FLOW_LOCATIONS);
    json_t *threads = json_array();
    for (size_t i = 0; i < f->task_count; i++) {
        json_t *one = thread(s, f, i, kept);
        if (one)
            json_array_append_new(threads, one);
    }
    if (json_array_size(threads) == 0) {
        json_decref(threads);
        return NULL;
    }
    return json_pack("{s:o, s:o}", "threadFlows", threads, "message",
                     rp_sarif_message(s, f->event_count > RP_SARIF_FLOW_LOCATIONS
                                             ? "The interleaving, cut to what led to the finding"
                                             : "The interleaving"));
}
