/* go.h: what the files behind the probe's table share; see runtime/go/probe.h for what each call does.
 *
 * The runtime runs on a task of the program's, at depth 0. Its operations are not torn: a handler of
 * the program's runs before one begins, or while it waits, never between the engine's decision and
 * the runtime's next line. Calls that come when nothing is under control do nothing.
 */
#ifndef SH_GO_H
#define SH_GO_H

#include "../runtime/go/probe.h"
#include "task.h"

/* A channel operation that a task is in. Lies on the task's stack. */
struct sh_go_wait {
    struct sh_go_wait *outer; /* that a handler has interrupted */
    const struct go_probe_case *cases;
    uint32_t depth; /* how many are outer */
};

/* Where the code of the runtime that has attached lies; it may be linked into the program. */
struct sh_go_text {
    uintptr_t low, high;
};
extern struct sh_go_text sh_go_text;

static inline bool sh_go_live(void) {
    return sh.controlled && !sh.ending && sh_self && sh_depth == 0;
}

/* A request for OP on OBJ, with the misuse that was found when OBJ's handle was asked for. */
struct ds_request sh_go_request(enum ds_op op, uint32_t obj);
/* Announces REQ; a wait goes on after the handlers that interrupt it. Its enum ds_result. */
int sh_go_point(struct ds_request *req, uint32_t *value, void *site);

/* The entries of the table, by file. go_object.c: */
uint32_t sh_go_object(enum go_probe_kind kind, void *addr, void *tag, uint32_t initial,
                      uint64_t cap, const char *name);
void sh_go_name(uint32_t obj, const char *name);
void sh_go_gone(uint32_t obj);
/* Where OBJ is; 0 if it is none of the runtime's, or gone. */
uintptr_t sh_go_address(uint32_t obj);
/* go_chan.c: */
void sh_go_channel(const struct go_probe_case *cases, uint32_t count, bool poll, bool selects,
                   struct go_probe_done *done);
int sh_go_close(uint32_t obj);
void sh_go_length(uint32_t obj);
/* go_sync.c: */
int sh_go_mutex(uint32_t obj, enum go_probe_op op);
int sh_go_rwmutex(uint32_t obj, enum go_probe_op op);
int sh_go_waitgroup_add(uint32_t obj, int32_t delta, bool done);
int sh_go_waitgroup_wait(uint32_t obj);
bool sh_go_once_begin(uint32_t obj);
void sh_go_once_end(uint32_t obj);
int sh_go_cond_wait(uint32_t obj, uint32_t locker, bool reader);
void sh_go_cond_wake(uint32_t obj, bool all);
void sh_go_atomic(uint32_t obj, enum go_probe_access access);
void sh_go_cancel(uint32_t obj);
void sh_go_context_err(uint32_t obj, bool cancelled);
/* go_timer.c: */
void sh_go_timer(struct go_probe_timer *timer, int64_t deadline, int64_t period,
                 void (*fn)(void *arg, int64_t now), void *arg);

#endif
