/* html_data.c: what the timeline needs of a finding, as JSON in the page.
 *
 * Texts, frames and stacks stand once each in tables and are named by their place there. The rows are
 * described in reports/html/data.js, which reads them. "<" is written \u003c, so the island cannot end
 * early whatever a name holds.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "html_parts.h"
#include "words.h"

#define PAGE_EVENTS 200000 /* of all timelines of a page; about 60 bytes each */
#define LEAST_EVENTS 2000  /* but so many of each */
#define LONGEST 400        /* bytes of a name; all of it stands in the text above */

enum { EVIDENCE = 1, SWITCHED = 2, ASIDE = 4 };

/* Rows, each once, and where each stands. */
struct table {
    json_t *rows, *place;
};
struct tables {
    const struct rp_html *h;
    struct table words, frames, stacks;
};

static struct table table(void) {
    return (struct table){json_array(), json_object()};
}

/* The place of ROW, which is given up; -1 stands for none. */
static json_t *place(struct table *t, const char *key, json_t *row) {
    json_t *known = json_object_get(t->place, key);
    if (known) {
        json_decref(row);
        return json_incref(known);
    }
    known = json_integer((json_int_t)json_array_size(t->rows));
    json_array_append_new(t->rows, row);
    json_object_set(t->place, key, known);
    return known;
}

static json_t *word(struct tables *t, const char *text) {
    const char *seen = rp_html_seen(t->h, text, LONGEST);
    return place(&t->words, seen, json_string(seen));
}

/* [function, file, line, module and offset, flags] */
static json_t *frame(struct tables *t, const struct rp_frame *f) {
    json_t *row = json_array();
    const char *offset =
        rp_arena_printf(t->h->arena, "%s+0x%llx", rp_html_seen(t->h, f->module, LONGEST),
                        (unsigned long long)f->offset);
    json_array_append_new(row, word(t, f->function));
    json_array_append_new(row, word(t, f->file));
    json_array_append_new(row, json_integer(f->line));
    json_array_append_new(row, word(t, rp_or_empty(f->file)[0] ? "" : offset));
    json_array_append_new(row, json_integer(f->inlined | f->library << 1));
    char *key = json_dumps(row, JSON_COMPACT);
    json_t *at = place(&t->frames, rp_or_empty(key), row);
    free(key);
    return at;
}

static json_t *stack(struct tables *t, const struct rp_stack *s, const struct rp_frame *where) {
    json_t *row = json_array();
    if (!s->count && !where) {
        json_decref(row);
        return json_integer(-1);
    }
    for (size_t i = 0; i < s->count; i++)
        json_array_append_new(row, frame(t, &s->frames[i]));
    if (!s->count)
        json_array_append_new(row, frame(t, where));
    char *key = json_dumps(row, JSON_COMPACT);
    json_t *at = place(&t->stacks, rp_or_empty(key), row);
    free(key);
    return at;
}

static const char *waits_of(const struct tables *t, const struct rp_task *task) {
    const char *waits = rp_or_empty(task->waits_for);
    return task->waits_is_phrase || !waits[0] ? waits
                                              : rp_arena_printf(t->h->arena, "waits for %s", waits);
}

static bool in_cycle(const struct rp_finding *f, size_t task) {
    for (size_t i = 0; i < f->cycle_count; i++)
        if (f->cycle[i] == task)
            return true;
    return false;
}

static json_t *tasks(struct tables *t, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->task_count; i++) {
        json_t *row = json_array();
        json_array_append_new(row, word(t, f->tasks[i].id));
        json_array_append_new(row, word(t, f->tasks[i].name));
        json_array_append_new(row, word(t, f->tasks[i].state));
        json_array_append_new(row, word(t, waits_of(t, &f->tasks[i])));
        json_array_append_new(row, stack(t, &f->tasks[i].stack, NULL));
        json_array_append_new(row, json_boolean(in_cycle(f, i)));
        json_array_append_new(list, row);
    }
    return list;
}

/* How each object stands before event FROM, which is the first that is told. */
static const char **states_before(const struct tables *t, const struct rp_finding *f, size_t from) {
    const char **states = rp_arena_array(t->h->arena, f->object_count, sizeof *states);
    for (size_t i = 0; i < f->object_count; i++)
        states[i] = f->objects[i].at_first;
    for (size_t i = 0; i < from; i++)
        for (size_t k = 0; k < f->events[i].change_count; k++)
            if (f->events[i].changes[k].object < f->object_count)
                states[f->events[i].changes[k].object] = f->events[i].changes[k].state;
    return states;
}

static json_t *objects(struct tables *t, const struct rp_finding *f, size_t from) {
    const char **states = states_before(t, f, from);
    json_t *list = json_array();
    for (size_t i = 0; i < f->object_count; i++) {
        const struct rp_object *o = &f->objects[i];
        json_t *row = json_array();
        json_array_append_new(row, word(t, o->name));
        json_array_append_new(row, word(t, o->kind));
        json_array_append_new(row, word(t, o->detail));
        json_array_append_new(row, word(t, states[i]));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *changes(struct tables *t, const struct rp_finding *f, const struct rp_event *e) {
    json_t *list = json_array();
    for (size_t i = 0; i < e->change_count; i++) {
        if (e->changes[i].object >= f->object_count)
            continue;
        json_array_append_new(list, json_integer((json_int_t)e->changes[i].object));
        json_array_append_new(list, word(t, e->changes[i].state));
    }
    return list;
}

static json_t *event(struct tables *t, const struct rp_finding *f, const struct rp_event *e) {
    json_t *row = json_array();
    int flags =
        (e->evidence ? EVIDENCE : 0) | (e->switched ? SWITCHED : 0) | (e->aside ? ASIDE : 0);
    json_int_t numbers[] = {(json_int_t)e->seq,   (json_int_t)e->task, (json_int_t)e->from,
                            (json_int_t)e->times, (json_int_t)e->time, flags,
                            (json_int_t)e->access};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        json_array_append_new(row, json_integer(numbers[i]));
    json_array_append_new(row, word(t, e->op));
    json_array_append_new(row, word(t, e->object));
    json_array_append_new(row, word(t, rp_plain_result(e) ? "" : e->result));
    json_array_append_new(row, word(t, e->edge));
    json_array_append_new(row, stack(t, &e->stack, e->where));
    json_array_append_new(row, e->where ? frame(t, e->where) : json_integer(-1));
    bool about = e->object_id < f->object_count;
    json_array_append_new(row, json_integer(about ? (json_int_t)e->object_id : -1));
    if (e->change_count)
        json_array_append_new(row, changes(t, f, e));
    return row;
}

static void put(const struct rp_html *h, json_t *root) {
    char *bytes = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    if (!bytes)
        rp_sink_fail(h->sink, ENOMEM);
    for (const char *at = rp_or_empty(bytes); *at;) {
        size_t n = strcspn(at, "<");
        rp_write(h->sink, at, n);
        if (at[n])
            rp_write(h->sink, "\\u003c", 6);
        at += n + (at[n] != '\0');
    }
    free(bytes);
}

static size_t first_told(struct rp_html *h, const struct rp_finding *f) {
    size_t left = h->event_count < PAGE_EVENTS ? PAGE_EVENTS - h->event_count : 0;
    size_t told = left > LEAST_EVENTS ? left : LEAST_EVENTS;
    size_t from = f->event_count > told ? f->event_count - told : 0;
    h->event_count += f->event_count - from;
    return from;
}

void rp_html_data(struct rp_html *h, const struct rp_finding *f) {
    size_t from = first_told(h, f);
    struct tables t = {h, table(), table(), table()};
    json_t *root = json_object(), *list = json_array();
    json_object_set_new(root, "tasks", tasks(&t, f));
    json_object_set_new(root, "objects", objects(&t, f, from));
    for (size_t i = from; i < f->event_count; i++)
        if (f->events[i].task < f->task_count)
            json_array_append_new(list, event(&t, f, &f->events[i]));
    json_object_set_new(root, "events", list);
    json_object_set_new(root, "total", json_integer((json_int_t)f->events_total));
    json_object_set(root, "words", t.words.rows);
    json_object_set(root, "frames", t.frames.rows);
    json_object_set(root, "stacks", t.stacks.rows);
    rp_html(h, "<script type=\"application/json\" class=data>");
    put(h, root);
    rp_html(h, "</script>\n");
    json_decref(root);
    const struct table *const all[] = {&t.words, &t.frames, &t.stacks};
    for (size_t i = 0; i < 3; i++) {
        json_decref(all[i]->rows);
        json_decref(all[i]->place);
    }
}
