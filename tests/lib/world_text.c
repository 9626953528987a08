/* world_text.c: the text trace of a scripted world, and look-ups by name. */
#include <stdio.h>
#include <string.h>

#include "world.h"

static const char *const results[DS_RESULT_COUNT] = {
    [DS_OK] = "ok",         [DS_BUSY] = "busy",         [DS_TIMEDOUT] = "timedout",
    [DS_DEADLK] = "deadlk", [DS_PERM] = "perm",         [DS_INVAL] = "inval",
    [DS_AGAIN] = "again",   [DS_OVERFLOW] = "overflow", [DS_SRCH] = "srch",
    [DS_SERIAL] = "serial", [DS_LAST] = "last",         [DS_FULL] = "full",
    [DS_INTR] = "intr",     [DS_NOSYS] = "nosys",       [DS_OWNERDEAD] = "ownerdead",
    [DS_LOST] = "lost",     [DS_CLOSED] = "closed",     [DS_NEGATIVE] = "negative",
    [DS_REUSED] = "reused"};

const char *world_result_text(int result) {
    return result >= 0 && result < DS_RESULT_COUNT ? results[result] : "?";
}

static const char *task_name(const struct world *w, uint32_t t) {
    return t < ds_totals(w->e)->tasks ? w->script.task[w->script_of[t]].name : "?";
}

static const char *object_name(const struct world *w, uint32_t obj) {
    for (int i = 0; i < w->script.objects; i++)
        if (w->object[i] == obj)
            return w->script.object[i].name;
    return "?";
}

static void add(char *buf, size_t size, const char *text) {
    size_t len = strlen(buf);
    snprintf(buf + len, size - len, " %s", text);
}

/* A select that took one of its cases. */
static bool shows_case(const struct ds_event *v) {
    return v->op == DS_OP_CHAN_SELECTED || (v->op == DS_OP_CHAN_POLL && v->result != DS_AGAIN) ||
           (v->op == DS_OP_CHAN_SELECT && (v->flags & DS_EV_PARKED) == 0);
}

void world_event_text(const struct world *w, const struct ds_event *v, char *buf, size_t size) {
    bool names_task = v->op == DS_OP_CREATE || v->op == DS_OP_CREATED || v->op == DS_OP_JOIN ||
                      v->op == DS_OP_TRYJOIN || v->op == DS_OP_DETACH;
    snprintf(buf, size, "%s %s", task_name(w, v->task), ds_op_text(v->op));
    if (names_task)
        add(buf, size, task_name(w, v->obj));
    else if (v->obj != DS_NO_OBJ)
        add(buf, size, object_name(w, v->obj));
    if (v->obj2 != DS_NO_OBJ)
        add(buf, size, object_name(w, v->obj2));
    add(buf, size, "->");
    add(buf, size, world_result_text(v->result));
    if (v->op == DS_OP_SEM_GETVALUE || v->op == DS_OP_CHAN_LEN)
        snprintf(buf + strlen(buf), size - strlen(buf), " %u", v->arg);
    if (shows_case(v))
        snprintf(buf + strlen(buf), size - strlen(buf), " %c%u", v->arg & DS_CASE_SENDS ? '>' : '<',
                 v->arg & ~DS_CASE_SENDS);
    if (v->flags & DS_EV_PARKED)
        add(buf, size, "parked");
    if (v->flags & DS_EV_EARLY)
        add(buf, size, "early");
    if (v->flags & DS_EV_SPURIOUS)
        add(buf, size, "spurious");
    if (v->flags & DS_EV_VOID)
        add(buf, size, "void");
    if (v->misuse != DS_MISUSE_NONE)
        add(buf, size, ds_misuse_text(v->misuse));
}

const char *world_trace(struct world *w) {
    size_t used = 0;
    char line[160];
    w->trace[0] = 0;
    for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        if (v == NULL)
            continue;
        world_event_text(w, v, line, sizeof line);
        int n = snprintf(w->trace + used, sizeof w->trace - used, "%3llu %s\n",
                         (unsigned long long)seq, line);
        if (n < 0 || (size_t)n >= sizeof w->trace - used)
            break;
        used += (size_t)n;
    }
    return w->trace;
}

static uint32_t task_by_name(const struct world *w, const char *name) {
    for (int i = 0; i < w->script.tasks; i++)
        if (strcmp(w->script.task[i].name, name) == 0)
            return w->handle[i];
    return DS_NO_TASK;
}

const struct ds_event *world_find(const struct world *w, const char *name, enum ds_op op) {
    uint32_t t = task_by_name(w, name);
    for (uint64_t seq = ds_totals(w->e)->points; seq > 0; seq--) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        if (v != NULL && v->task == t && v->op == op)
            return v;
    }
    return NULL;
}

const struct ds_task_rec *world_task_rec(const struct world *w, const char *name) {
    return ds_task_at(w->e, task_by_name(w, name));
}

const struct ds_obj_rec *world_obj_rec(const struct world *w, const char *name) {
    for (int i = 0; i < w->script.objects; i++)
        if (strcmp(w->script.object[i].name, name) == 0)
            return ds_obj_at(w->e, w->object[i]);
    return NULL;
}
