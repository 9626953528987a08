/* endless.c: whether a run that met its bound on steps went round in vain, or may only be long.
 *
 * A state that comes back would be the proof, but the program's memory is not looked at. What the operations
 * tell is enough for the loops that people write: who waits for what never comes polls, tries, yields or sleeps.
 */
#include <stdlib.h>

#include "../util.h"
#include "facts.h"

/* A round of a loop that waits in vain has fewer operations than this that achieve something. */
enum { ROUND = 64 };

struct doings {
    uint32_t vain, others;
};

static bool looks(unsigned op) {
    return op == DS_OP_MEM_READ || op == DS_OP_MEM_LOAD || op == DS_OP_ATOMIC_LOAD ||
           op == DS_OP_CHAN_LEN || op == DS_OP_CTX_ERR;
}

static bool in_vain(const struct ds_event *ev) {
    return ev->op == DS_OP_SLEEP || ev->result == DS_TIMEDOUT ||
           ds_op_got_nothing(ev->op, ev->result, ev->flags);
}

static bool gets_on(const struct doings *d) {
    return d->others > 0 && (uint64_t)d->vain * ROUND < d->others;
}

bool hn_endless(const struct hn_run *run) {
    struct doings *done;
    bool found = false;
    if (run->totals.status != DS_ST_LIVELOCK)
        return false;
    done = hn_alloc((run->totals.tasks + (size_t)1) * sizeof *done);
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if ((ev->flags & DS_EV_FAIR) == 0 || ev->task >= run->totals.tasks)
            continue;
        struct doings *d = &done[ev->task];
        d->vain += !looks(ev->op) && in_vain(ev);
        d->others += !looks(ev->op) && !in_vain(ev);
    }
    for (uint32_t i = 0; i < run->totals.tasks && !found; i++)
        found = gets_on(&done[i]);
    free(done);
    return !found;
}
