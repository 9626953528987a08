/* chan_probed.c: channel operations under detsched: the engine says which case and how the value moves. */
#include <stdlib.h>

#include "channel.h"

enum { FEW = 16 };

/* Before anybody else may look: the value, and what the channel keeps. */
static void move(go_chan *ch, const struct go_case *c, const struct go_probe_done *done) {
    switch ((enum go_probe_move)done->move) {
    case GO_MOVE_NONE:
    case GO_MOVE_PANIC:
        break;
    case GO_MOVE_BUFFER:
        if (c->sends)
            go_buffer_put(ch, c->value);
        else
            go_buffer_take(ch, c->value);
        break;
    case GO_MOVE_PEER:
        if (c->sends)
            go_move(ch, done->peer, c->value);
        else
            go_move(ch, c->value, done->peer);
        break;
    case GO_MOVE_SHIFT:
        go_buffer_take(ch, c->value);
        go_buffer_put(ch, done->peer);
        break;
    case GO_MOVE_ZERO:
        go_move(ch, c->value, NULL);
        break;
    }
}

/* What the caller is about to wait for, if it has to. */
static enum go_waiting reason(const struct go_case *cases, size_t count, bool selects) {
    if (selects)
        return count == 0 ? GO_WAIT_SELECT_NONE : GO_WAIT_SELECT;
    if (cases[0].ch == NULL)
        return cases[0].sends ? GO_WAIT_NIL_SEND : GO_WAIT_NIL_RECV;
    return cases[0].sends ? GO_WAIT_SEND : GO_WAIT_RECV;
}

int go_chan_probed(const struct go_probe *p, const struct go_case *cases, size_t count, bool poll,
                   bool selects, bool *ok) {
    struct go_probe_case few[FEW] = {{0}}, *c = few;
    struct go_probe_done done = {.chosen = -1};
    if (count > FEW)
        c = go_alloc(count * sizeof *c);
    for (size_t i = 0; i < count; i++)
        c[i] = (struct go_probe_case){go_chan_obj(p, cases[i].ch), cases[i].sends, cases[i].value};
    if (!poll)
        go_waits(reason(cases, count, selects));
    p->channel(c, (uint32_t)count, poll, selects, &done);
    if (!poll)
        go_waits(GO_RUNNING);
    if (c != few)
        free(c);
    *ok = done.ok;
    if (done.chosen < 0)
        return -1;
    const struct go_case *chosen = &cases[done.chosen];
    move(chosen->ch, chosen, &done);
    if (done.move == GO_MOVE_PANIC)
        go_panic_send_closed(chosen->ch);
    return done.chosen;
}
