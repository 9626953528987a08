/* json_events.c: the events, objects and source lines of a stored finding. What is empty, 0 or false is left
 * out of an event, so that thousands of them stay small. */
#include "json_parts.h"
#include "words.h"

const char *rp_json_act(enum rp_act act) {
    static const char *const names[] = {
        [RP_ACT_NONE] = "none",   [RP_ACT_TAKE] = "take",      [RP_ACT_SHARE] = "share",
        [RP_ACT_GIVE] = "give",   [RP_ACT_SEND] = "send",      [RP_ACT_RECEIVE] = "receive",
        [RP_ACT_CLOSE] = "close", [RP_ACT_WAIT] = "wait",      [RP_ACT_SIGNAL] = "signal",
        [RP_ACT_MAKE] = "make",   [RP_ACT_DESTROY] = "destroy"};
    return (unsigned)act <= RP_ACT_DESTROY ? names[act] : NULL;
}

static void set_text(struct rp_json *w, json_t *o, const char *key, const char *text) {
    if (rp_or_empty(text)[0])
        json_object_set_new(o, key, rp_json_text(w, text));
}

static void set_number(json_t *o, const char *key, uint64_t n) {
    if (n)
        json_object_set_new(o, key, json_integer((json_int_t)n));
}

static void set_true(json_t *o, const char *key, bool is) {
    if (is)
        json_object_set_new(o, key, json_true());
}

static json_t *changes(struct rp_json *w, const struct rp_finding *f, const struct rp_event *e) {
    json_t *list = json_array();
    for (size_t i = 0; i < e->change_count; i++)
        if (e->changes[i].object < f->object_count)
            json_array_append_new(list, json_pack("[I, o]", (json_int_t)e->changes[i].object,
                                                  rp_json_text(w, e->changes[i].state)));
    return list;
}

static json_t *event(struct rp_json *w, const struct rp_finding *f, const struct rp_event *e) {
    json_t *o = json_object();
    json_object_set_new(o, "seq", json_integer((json_int_t)e->seq));
    json_object_set_new(o, "task", json_integer((json_int_t)e->task));
    json_object_set_new(o, "time", json_integer((json_int_t)e->time));
    set_number(o, "from", e->from);
    set_number(o, "times", e->times > 1 ? e->times : 0);
    set_text(w, o, "op", e->op);
    set_text(w, o, "object", e->object);
    set_text(w, o, "result", e->result);
    set_text(w, o, "edge", e->edge);
    if (e->where)
        json_object_set_new(o, "where",
                            json_integer((json_int_t)rp_json_frame_number(w->tables, e->where)));
    if (e->stack.count)
        json_object_set_new(o, "stack",
                            json_integer((json_int_t)rp_json_stack_number(w->tables, &e->stack)));
    if (e->object_id < f->object_count)
        json_object_set_new(o, "object_id", json_integer((json_int_t)e->object_id));
    if (e->act != RP_ACT_NONE && rp_json_act(e->act))
        json_object_set_new(o, "act", json_string(rp_json_act(e->act)));
    if (e->change_count)
        json_object_set_new(o, "changes", changes(w, f, e));
    set_number(o, "access", e->access);
    set_true(o, "aside", e->aside);
    set_true(o, "evidence", e->evidence);
    set_true(o, "switched", e->switched);
    return o;
}

static json_t *object(struct rp_json *w, const struct rp_object *from) {
    json_t *o = json_object();
    json_object_set_new(o, "name", rp_json_text(w, from->name));
    json_object_set_new(o, "kind", rp_json_text(w, from->kind));
    set_text(w, o, "detail", from->detail);
    set_text(w, o, "at_first", from->at_first);
    if (from->made.count)
        json_object_set_new(o, "made",
                            json_integer((json_int_t)rp_json_stack_number(w->tables, &from->made)));
    return o;
}

static json_t *source(struct rp_json *w, const struct rp_source *from) {
    return json_pack("{s:o, s:i, s:o}", "file", rp_json_text(w, from->file), "first", from->first,
                     "lines", rp_json_strings(w, from->lines, from->count));
}

void rp_json_events(struct rp_json *w, const struct rp_finding *f, json_t *root) {
    json_t *events = json_array(), *objects = json_array(), *sources = json_array();
    for (size_t i = 0; i < f->object_count; i++)
        json_array_append_new(objects, object(w, &f->objects[i]));
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].task < f->task_count)
            json_array_append_new(events, event(w, f, &f->events[i]));
    for (size_t i = 0; i < f->source_count; i++)
        json_array_append_new(sources, source(w, &f->sources[i]));
    json_object_set_new(root, "objects", objects);
    json_object_set_new(root, "events", events);
    json_object_set_new(root, "sources", sources);
}
