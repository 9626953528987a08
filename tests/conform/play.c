/* play.c: the course of a script on the engine: births, ends, output. */
#include <errno.h>
#include <string.h>

#include "play.h"

void play_begin(struct play *p, const struct cf_script *script, struct ds_engine *e) {
    memset(p, 0, sizeof *p);
    p->script = script;
    p->engine = e;
    p->out_end = UINT64_MAX;
    for (unsigned i = 0; i < CF_MAX_TASKS; i++) {
        p->task_id[i] = DS_NO_TASK;
        p->actor[i].task = i;
    }
    p->task_id[0] = 0;
    p->actor[0].begun = true;
    for (unsigned i = 0; i < script->objects; i++)
        p->count[i] = script->object[i].number;
}

static const char *errno_name(int number) {
    return number == -1            ? "serial"
           : number == PLAY_FAILED ? "failed"
           : number == 0           ? "0"
                                   : strerrorname_np(number);
}

/* What the interpreter writes when main of a quiet script is over. */
static void tell_counts(struct play *p) {
    char *end = p->out + sizeof p->out, *at = p->out + p->out_len;
    at += snprintf(at, (size_t)(end - at), "unusual %u\n", p->unusual);
    for (unsigned i = 0; i < p->script->objects; i++)
        if (p->script->object[i].kind == CF_KIND_VALUE)
            at +=
                snprintf(at, (size_t)(end - at), "%s %u\n", p->script->object[i].name, p->count[i]);
    p->out_len = (uint64_t)(at - p->out);
}

/* The line that the interpreter writes when an operation is over. */
static void say(struct play *p, const struct actor *a) {
    const struct cf_task *t = &p->script->task[a->task];
    unsigned id = t->ops[a->at].id;
    size_t room = sizeof p->out - p->out_len;
    int n = snprintf(p->out + p->out_len, room, "%s %u %s %s", t->name, a->at, cf_op_word(id),
                     errno_name(a->last));
    if (id == CF_SEM_GETVALUE)
        n += snprintf(p->out + p->out_len + n, room - (size_t)n, " %u", p->value);
    p->out_len += (unsigned)n;
    p->out[p->out_len++] = '\n';
}

/* Its routine is over: destructors, in the order of keys; then its end. */
static void finish(struct play *p, struct actor *a) {
    a->ending = true;
    for (unsigned i = 0; !a->exits && i < p->script->objects; i++)
        if (a->keys & UINT64_C(1) << i) {
            a->keys &= ~(UINT64_C(1) << i);
            play_post(p, a, DS_OP_YIELD);
            return;
        }
    play_post(p, a, a->exits ? DS_OP_PROC_EXIT : DS_OP_EXIT);
}

/* Lets A go on after RESULT until it has announced something. */
static void go_on(struct play *p, struct actor *a, int result) {
    const struct cf_task *t = &p->script->task[a->task];
    while (a->task == 0 && p->prepared < p->script->objects)
        if (play_init(p, a, p->prepared++))
            return;
    while (a->at < t->count && !a->ending) {
        const struct cf_op *op = &t->ops[a->at];
        if (a->stage == 0 && op->if_ok && a->last != 0) {
            a->at++;
            continue;
        }
        if (cf_is_go(op->id)) {
            a->at = cf_go(op, a->at, a->last, p->count[op->arg[0]]);
            continue;
        }
        if (play_op(p, a, result))
            return;
        result = DS_OK;
        if (a->ending)
            break;
        if (a->last == PLAY_SILENT)
            a->last = 0;
        else if (!p->script->quiet)
            say(p, a);
        else
            p->unusual += !cf_usual(a->last);
        a->at++;
        a->stage = 0;
    }
    if (a->task == 0 && !a->ending) {
        a->exits = true; /* main returned */
        if (p->script->quiet)
            tell_counts(p);
        a->exit_code = 0;
    }
    finish(p, a);
}

static struct actor *actor_of(struct play *p, uint32_t id) {
    for (unsigned i = 0; i < CF_MAX_TASKS; i++)
        if (p->task_id[i] == id)
            return &p->actor[i];
    return NULL;
}

enum ds_status play_run(struct play *p) {
    struct ds_decision d = {.result = DS_OK};
    struct actor *a = &p->actor[0];
    for (;;) {
        if (d.result == DS_LAST && a->ending) {
            /* Nobody else is left: the process ends as if by exit(0). */
            a->exits = true;
            a->exit_code = 0;
        }
        p->value = d.value;
        a->begun = true;
        go_on(p, a, d.result);
        ds_next(p->engine, &d);
        if (ds_totals(p->engine)->draining && p->out_end == UINT64_MAX) {
            p->out_end = p->out_len;
            p->exit_code = actor_of(p, ds_exiting(p->engine))->exit_code;
        }
        if (d.status != DS_ST_RUN)
            return (enum ds_status)d.status;
        a = actor_of(p, d.task);
    }
}
