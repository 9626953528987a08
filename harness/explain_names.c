/* explain_names.c: stable names for tasks and objects: no address, no handle where it can be helped. */
#include <stdio.h>
#include <string.h>

#include "../reports/escape.h"
#include "explain_parts.h"
#include "symdata.h"

/* By creation: what main starts second is T2, a goroutine G2; the first thread of that one T2.1. */
static const char *make_id(struct hn_ex *ex, uint32_t task, uint32_t *adopted) {
    const struct ds_task_rec *t = &ex->run->tasks[task];
    if (task == 0)
        return "T0";
    if (t->daemon)
        return "timers";
    if (t->parent >= task)
        return rp_arena_printf(ex->arena, "A%u", ++*adopted);
    char letter = hn_goroutine(ex->run, task) ? 'G' : 'T';
    if (t->parent == 0)
        return rp_arena_printf(ex->arena, "%c%u", letter, t->nth);
    const char *above = ex->ids[t->parent];
    if (above[0] != 'T' && above[0] != 'G')
        return rp_arena_printf(ex->arena, "%s.%u", above, t->nth);
    return rp_arena_printf(ex->arena, "%c%s.%u", letter, above + 1, t->nth);
}

void hn_ex_init(struct hn_ex *ex, const struct hn_run *run, struct hn_symbols *sy,
                struct rp_arena *arena) {
    memset(ex, 0, sizeof *ex);
    ex->run = run;
    ex->sy = sy;
    ex->arena = arena;
    uint32_t tasks = run->tasks ? run->totals.tasks : 0, adopted = 0;
    ex->ids = rp_arena_array(arena, (size_t)tasks + 1, sizeof *ex->ids);
    for (uint32_t i = 0; i < tasks; i++)
        ex->ids[i] = make_id(ex, i, &adopted);
    size_t objects = run->objs ? run->totals.objects : 0;
    ex->objects = rp_arena_array(arena, objects + 1, sizeof *ex->objects);
    size_t stacks = run->stacks ? run->stack_count : 0;
    ex->stacks = rp_arena_array(arena, stacks + 1, sizeof(struct rp_stack *));
}

const char *hn_ex_id(struct hn_ex *ex, uint32_t task) {
    return hn_task_at(ex->run, task) ? ex->ids[task] : "no task";
}

/* The outermost function of the program's own on the stacks of TASK, which a language's library
 * started; NULL if none was recorded. */
static const char *entered(struct hn_ex *ex, uint32_t task) {
    const struct hn_run *run = ex->run;
    for (size_t i = 0; i < run->event_count; i++) {
        uint32_t stack = run->events[i].task == task ? run->events[i].stack : 0;
        struct rp_stack s = hn_ex_stack(ex, stack);
        if (s.count && hn_symbols_zone(&s.frames[s.count - 1]) == HN_ZONE_PROGRAM)
            return s.frames[s.count - 1].function;
    }
    return NULL;
}

const char *hn_ex_task_name(struct hn_ex *ex, uint32_t task) {
    if (!hn_task_at(ex->run, task))
        return "";
    if (task == 0)
        return "main";
    if (!ex->run->task_info)
        return "";
    const struct ds_task_info *info = &ex->run->task_info[task];
    if (info->name[0])
        return rp_arena_strndup(ex->arena, info->name, sizeof info->name);
    if (info->start_pc == 0)
        return "";
    const struct rp_frame *frames;
    size_t n = hn_symbols_frames(ex->sy, ex->run, info->start_pc, true, &frames);
    /* The routine itself is the outermost frame, whatever was inlined at its first instruction. */
    const char *name = frames[n - 1].function;
    if (hn_symbols_zone(&frames[n - 1]) == HN_ZONE_RUNTIME) {
        const char *own = entered(ex, task);
        name = own ? own : name;
    }
    return strcmp(name, "??") == 0 ? "" : rp_arena_strdup(ex->arena, name);
}

const char *hn_ex_who(struct hn_ex *ex, uint32_t task) {
    const char *name = hn_ex_task_name(ex, task);
    const char *id = hn_ex_id(ex, task);
    return name[0] ? rp_arena_printf(ex->arena, "%s (%s)", id, rp_visible(ex->arena, name, false))
                   : id;
}

static const char *static_name(struct hn_ex *ex, const struct ds_obj_place *p) {
    const char *symbol = hn_symbols_data(ex->sy, ex->run, (size_t)p->b, p->a);
    if (symbol)
        return rp_arena_strdup(ex->arena, symbol);
    const char *module = "program";
    if (p->b < ex->run->module_count && ex->run->modules[p->b].path[0]) {
        const char *path = rp_arena_strndup(ex->arena, ex->run->modules[p->b].path,
                                            sizeof ex->run->modules[p->b].path);
        const char *slash = strrchr(path, '/');
        module = slash ? slash + 1 : path;
    }
    return rp_arena_printf(ex->arena, "%s+0x%llx", module, (unsigned long long)p->a);
}

const char *hn_ex_place(struct hn_ex *ex, const struct ds_obj_place *p) {
    unsigned long long a = p->a, b = p->b;
    if (p->name[0])
        return rp_arena_strndup(ex->arena, p->name, sizeof p->name);
    switch (p->place) {
    case DS_PLACE_STATIC:
        return static_name(ex, p);
    case DS_PLACE_HEAP:
        return b ? rp_arena_printf(ex->arena, "block %llu of %s +%llu", a, hn_ex_id(ex, p->task), b)
                 : rp_arena_printf(ex->arena, "block %llu of %s", a, hn_ex_id(ex, p->task));
    case DS_PLACE_STACK:
        return b > 1 ? rp_arena_printf(ex->arena, "local of %s (depth %llu, use %llu)",
                                       hn_ex_id(ex, p->task), a, b)
                     : rp_arena_printf(ex->arena, "local of %s (depth %llu)", hn_ex_id(ex, p->task),
                                       a);
    default:
        return NULL;
    }
}

/* Of memory debug info may know the field. */
static const char *make_name(struct hn_ex *ex, uint32_t obj) {
    const struct ds_obj_place *p = ex->run->places ? &ex->run->places[obj] : NULL;
    const struct hn_variable *v = p && !p->name[0] && ex->run->objs[obj].kind == DS_KIND_MEMORY
                                      ? hn_ex_variable(ex, p, 1)
                                      : NULL;
    const char *name = v ? v->path : p ? hn_ex_place(ex, p) : NULL;
    return name ? name : rp_arena_printf(ex->arena, "%s %u", hn_ex_kind_word(ex, obj), obj);
}

static bool same_name(struct hn_ex *ex, uint32_t a, uint32_t b) {
    const struct hn_run *run = ex->run;
    return run->objs[a].kind == run->objs[b].kind && run->places &&
           strncmp(run->places[a].name, run->places[b].name, DS_NAME_LEN) == 0;
}

/* A and B were made on one line, as far as a reader can tell. */
static bool made_together(struct hn_ex *ex, uint32_t a, uint32_t b) {
    uint32_t one = ex->run->places[a].made_stack, two = ex->run->places[b].made_stack;
    if (hn_same_stack(ex->run, one, two))
        return true;
    const struct rp_frame *f = hn_ex_program_frame(ex, one), *g = hn_ex_program_frame(ex, two);
    return f && g && f->line == g->line && strcmp(f->file, g->file) == 0;
}

/* Channels and contexts are often named by their types alone: then the line where OBJ was made
 * tells it from others, and its number among those that were made there. */
static const char *made_apart(struct hn_ex *ex, uint32_t obj) {
    const struct hn_run *run = ex->run;
    uint32_t others = 0, number = 1, siblings = 0;
    if (!run->places || !run->places[obj].name[0])
        return "";
    for (uint32_t i = 1; i <= run->totals.objects; i++) {
        if (i == obj || !same_name(ex, i, obj))
            continue;
        others++;
        if (!made_together(ex, i, obj))
            continue;
        siblings++;
        number += i < obj;
    }
    const struct rp_frame *f = hn_ex_program_frame(ex, run->places[obj].made_stack);
    const char *place = others && f && f->file[0] ? rp_arena_printf(ex->arena, ":%d", f->line) : "";
    return siblings ? rp_arena_printf(ex->arena, "%s #%u", place, number) : place;
}

static const char *make_object(struct hn_ex *ex, uint32_t obj) {
    const char *name = make_name(ex, obj);
    switch (ex->run->objs[obj].kind) {
    case DS_KIND_CHAN:
    case DS_KIND_CTX:
        name = rp_arena_printf(ex->arena, "%s%s", name, made_apart(ex, obj));
        break;
    case DS_KIND_WG:
        break;
    default:
        return name;
    }
    const char *kind = hn_ex_kind_word(ex, obj);
    return strncmp(name, kind, strlen(kind)) == 0 ? name
                                                  : rp_arena_printf(ex->arena, "%s %s", kind, name);
}

const char *hn_ex_object(struct hn_ex *ex, uint32_t obj) {
    if (!hn_obj_at(ex->run, obj))
        return "";
    if (!ex->objects[obj])
        ex->objects[obj] = make_object(ex, obj);
    return ex->prose ? rp_visible(ex->arena, ex->objects[obj], false) : ex->objects[obj];
}

const char *hn_ex_original(struct hn_ex *ex, uint32_t obj) {
    uint32_t of = hn_obj_at(ex->run, obj) && ex->run->places ? ex->run->places[obj].copy_of : obj;
    return hn_ex_object(ex, of != DS_NO_OBJ ? of : obj);
}

const char *hn_ex_subject(struct hn_ex *ex, unsigned op, uint32_t obj) {
    switch (op) {
    case DS_OP_CREATE:
    case DS_OP_CREATED:
    case DS_OP_JOIN:
    case DS_OP_TRYJOIN:
    case DS_OP_DETACH:
        return hn_task_at(ex->run, obj) ? hn_ex_id(ex, obj) : "";
    default:
        return hn_ex_object(ex, obj);
    }
}

const char *hn_ex_kind_word(struct hn_ex *ex, uint32_t obj) {
    static const char *const words[DS_KIND_COUNT] = {
        [DS_KIND_NONE] = "object",          [DS_KIND_MUTEX] = "mutex",
        [DS_KIND_COND] = "condition",       [DS_KIND_RWLOCK] = "read-write lock",
        [DS_KIND_SPIN] = "spin lock",       [DS_KIND_BARRIER] = "barrier",
        [DS_KIND_SEM] = "semaphore",        [DS_KIND_ONCE] = "once control",
        [DS_KIND_NOTE] = "annotated place", [DS_KIND_FUTEX] = "futex word",
        [DS_KIND_EVENT] = "descriptor",     [DS_KIND_CHAN] = "channel",
        [DS_KIND_WG] = "wait group",        [DS_KIND_CTX] = "context",
        [DS_KIND_ATOMIC] = "atomic value",  [DS_KIND_MEMORY] = "memory"};
    const struct ds_obj_rec *o = hn_obj_at(ex->run, obj);
    return o && o->kind < DS_KIND_COUNT ? words[o->kind] : "object";
}
