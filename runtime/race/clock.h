/* clock.h: vector clocks.
 *
 * A clock says of each task how much of it has happened before: the component of task u is the number of
 * u's epochs that are all in the past. Most clocks are what one task knew at one moment, that is a set of
 * components shared with others plus the task's own epoch, so that taking one costs nothing. What a task
 * knew at its epoch k is one thing: it acquires between releases, and each release begins an epoch. So who
 * knows u up to k knows all that u knew then, and needs no look at the rest (PURE).
 *
 * Algorithm: vector clocks after Mattern, Virtual Time and Global States of Distributed Systems (1989), with
 * the scalar shortcut of Flanagan and Freund, FastTrack (PLDI 2009).
 */
#ifndef RACE_CLOCK_H
#define RACE_CLOCK_H

#include "core.h"

/* Components of tasks 0..len-1; those beyond are 0. Shared; written only while there is one owner. */
struct race_known {
    uint32_t refs, len, size_class;
    uint32_t of[];
};

/* KNOWN, and besides EPOCH for TASK. All zero: nothing. */
struct race_clock {
    struct race_known *known;
    uint32_t task, epoch;
    bool pure;
};

static inline uint32_t race_known_of(const struct race_known *known, uint32_t task) {
    return known != NULL && task < known->len ? known->of[task] : 0;
}
static inline bool race_clock_empty(const struct race_clock *c) {
    return c->known == NULL && c->epoch == 0;
}

/* Takes the memory for clocks; false if there is none. */
bool race_clock_begin(void);
/* How much of it is in use. */
uint64_t race_clock_bytes(void);
/* What T has released up to now. */
struct race_clock race_clock_now(struct race_task *t);
struct race_clock race_clock_share(const struct race_clock *c);
/* *C becomes empty. */
void race_clock_drop(struct race_clock *c);
/* C happened before what T does from here on. */
void race_clock_learn(struct race_task *t, const struct race_clock *c);
/* *ACC becomes the least clock above both. */
void race_clock_add(struct race_clock *acc, const struct race_clock *c);

#endif
