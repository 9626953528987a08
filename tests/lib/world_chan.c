/* world_chan.c: the values of a scripted world's channels, moved as a runtime of channels must move them. */
#include <stdio.h>
#include <stdlib.h>

#include "world.h"

void world_chan_give(struct world *w, uint32_t t, const struct world_op *op) {
    struct ds_case cases[WORLD_CASES];
    for (int i = 0; i < op->cases; i++) {
        const struct world_case *c = &op->at[i];
        cases[i] = (struct ds_case){c->obj < 0 ? DS_NO_OBJ : w->object[c->obj], c->sends};
        w->place[t][i] = c->sends ? c->valued ? c->value : 1000 + ++w->sent : 0;
    }
    ds_cases(w->e, t, cases, (uint32_t)op->cases);
}

static _Noreturn void wrong(struct world *w, uint32_t t, const char *what, uint32_t value) {
    fprintf(stderr, "world: %s: %s: %u\n%s", w->script.task[w->script_of[t]].name, what, value,
            world_trace(w));
    abort();
}

static void put(struct world *w, uint32_t t, int obj, uint32_t value) {
    if (w->buffer[obj].count >= w->script.object[obj].initial)
        wrong(w, t, "a value for a full buffer", value);
    w->buffer[obj].value[w->buffer[obj].count++] = value;
}

static uint32_t take(struct world *w, uint32_t t, int obj) {
    uint32_t value = w->buffer[obj].value[0];
    if (w->buffer[obj].count == 0)
        wrong(w, t, "nothing to take from the buffer", 0);
    w->buffer[obj].count--;
    for (uint32_t i = 0; i < w->buffer[obj].count; i++)
        w->buffer[obj].value[i] = w->buffer[obj].value[i + 1];
    return value;
}

static void carry_out(struct world *w, uint32_t t, const struct world_case *c, uint32_t *place,
                      const struct ds_chan_outcome *out) {
    uint32_t *peer = out->peer == DS_NO_TASK ? NULL : &w->place[out->peer][out->peer_case];
    switch (out->move) {
    case DS_MOVE_BUFFER:
        if (c->sends)
            put(w, t, c->obj, *place);
        else
            *place = take(w, t, c->obj);
        break;
    case DS_MOVE_PEER:
        *(c->sends ? peer : place) = *(c->sends ? place : peer);
        break;
    case DS_MOVE_SHIFT:
        *place = take(w, t, c->obj);
        put(w, t, c->obj, *peer);
        break;
    case DS_MOVE_ZERO:
        *place = 0;
        break;
    default:
        break;
    }
}

void world_chan_move(struct world *w, uint32_t t, const struct world_op *op) {
    struct ds_chan_outcome out;
    ds_chan_outcome(w->e, t, &out);
    if (out.chosen != w->last.value)
        wrong(w, t, "two answers to which case was taken", out.chosen);
    if (out.chosen == UINT32_MAX)
        return;
    const struct world_case *c = &op->at[out.chosen];
    uint32_t *place = &w->place[t][out.chosen];
    carry_out(w, t, c, place, &out);
    if ((out.move == DS_MOVE_PANIC) != (w->last.result == DS_CLOSED))
        wrong(w, t, "a send on a closed channel has no such result", out.move);
    if (!c->sends && out.ok != (*place != 0))
        wrong(w, t, "a value where there is none, or none", *place);
    if (!c->sends && c->valued && c->value != *place)
        wrong(w, t, "received", *place);
    if (w->buffer[c->obj].count != ds_obj_at(w->e, w->object[c->obj])->count)
        wrong(w, t, "the buffer and its count differ", w->buffer[c->obj].count);
}
