/* go_chan.c: channel operations: the engine says who meets whom, and this finds the values. */
#define _GNU_SOURCE
#include "go.h"
#include "tag.h"

/* What the operations of go_probe_move are called in the engine. */
_Static_assert((int)GO_MOVE_NONE == DS_MOVE_NONE && (int)GO_MOVE_BUFFER == DS_MOVE_BUFFER &&
                   (int)GO_MOVE_PEER == DS_MOVE_PEER && (int)GO_MOVE_SHIFT == DS_MOVE_SHIFT &&
                   (int)GO_MOVE_ZERO == DS_MOVE_ZERO && (int)GO_MOVE_PANIC == DS_MOVE_PANIC,
               "moves have the engine's numbers");

enum { AT_ONCE = 16 }; /* cases that are given without asking for memory */

static void give_cases(const struct go_probe_case *cases, uint32_t count) {
    struct ds_case few[AT_ONCE];
    uint64_t bytes = (uint64_t)count * sizeof few[0];
    struct ds_case *all = count <= AT_ONCE ? few : sh_pages(bytes);
    if (!all)
        sh_stop(DS_STAGE_STOPPED, "no memory for the cases of a select");
    for (uint32_t i = 0; i < count; i++)
        all[i] = (struct ds_case){.obj = cases[i].obj, .sends = cases[i].sends};
    ds_cases(sh.engine, sh.current, all, count);
    if (all != few)
        sh_pages_free(all, bytes);
}

/* Where the value of the parked task's case is; its frames stay while it is parked. */
static void *peer_value(const struct ds_chan_outcome *out) {
    const struct sh_task *peer = sh_task_at(out->peer);
    const struct sh_go_wait *w = peer ? peer->go_wait : NULL;
    while (w && w->depth > out->peer_depth)
        w = w->outer;
    return w ? w->cases[out->peer_case].value : NULL;
}

static void tell(struct go_probe_done *done) {
    struct ds_chan_outcome out;
    ds_chan_outcome(sh.engine, sh.current, &out);
    done->chosen = out.chosen == UINT32_MAX ? -1 : (int)out.chosen;
    done->move = out.move;
    done->ok = out.ok;
    done->peer = out.move == DS_MOVE_PEER || out.move == DS_MOVE_SHIFT ? peer_value(&out) : NULL;
}

/* Ended early too: by pthread_exit or an exception in a handler that interrupted it. */
static void leave(struct sh_go_wait *w) {
    sh_self->go_wait = w->outer;
}

void sh_go_channel(const struct go_probe_case *cases, uint32_t count, bool poll, bool selects,
                   struct go_probe_done *done) {
    *done = (struct go_probe_done){.chosen = -1};
    if (!sh_go_live())
        return;
    struct sh_task *t = sh_self;
    struct sh_go_wait wait __attribute__((cleanup(leave))) = {
        .outer = t->go_wait, .cases = cases, .depth = t->go_wait ? t->go_wait->depth + 1 : 0};
    enum ds_op op = poll             ? DS_OP_CHAN_POLL
                    : selects        ? DS_OP_CHAN_SELECT
                    : cases[0].sends ? DS_OP_CHAN_SEND
                                     : DS_OP_CHAN_RECV;
    struct ds_request req = sh_go_request(op, DS_NO_OBJ);
    give_cases(cases, count);
    t->go_wait = &wait;
    sh_go_point(&req, NULL, __builtin_return_address(0));
    tell(done);
}

int sh_go_close(uint32_t obj) {
    if (!sh_go_live())
        return 0;
    struct ds_request req = sh_go_request(DS_OP_CHAN_CLOSE, obj);
    return sh_go_point(&req, NULL, __builtin_return_address(0)) != DS_OK;
}

void sh_go_length(uint32_t obj) {
    if (!sh_go_live())
        return;
    struct ds_request req = sh_go_request(DS_OP_CHAN_LEN, obj);
    sh_go_point(&req, NULL, __builtin_return_address(0));
}
