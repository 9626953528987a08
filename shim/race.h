/* race.h: the shim's side of the border to the data-race runtime (runtime/race/attach.h).
 *
 * Without the runtime in the process everything here costs one look at sh_race. Token holder only.
 */
#ifndef SH_RACE_H
#define SH_RACE_H

#include <sys/types.h>

#include "../runtime/race/attach.h"
#include "shim.h"

struct iovec;

/* The runtime, while it looks for races: from the begin of control on, not in forked children. */
extern const struct race_runtime *sh_race;

/* Finds the runtime and says in the handshake whether there is one. Before control begins. */
void sh_race_attach(void);
/* True if sh_race_attach() found our runtime. */
bool sh_race_attached(void);
/* Control begins; the caller is task 0. */
void sh_race_begin(void);
/* The running task, which is not task 0, begins on the calling thread. */
void sh_race_task_begin(void);
/* Hands on what the engine has committed since the last call. */
void sh_race_events_slow(void);
static inline void sh_race_events(void) {
    if (__builtin_expect(sh_race != NULL, 0))
        sh_race_events_slow();
}
/* In a child that fork made: nothing more is to be found. */
void sh_race_forked(void);

/* Whether what the calling thread does now is the program's. */
static inline bool sh_race_on(void) {
    return sh_race && sh.controlled && sh_depth == 0 && sh_self;
}

/* SITE called for BLOCK, which the allocator has just given out and noted. */
void sh_race_block_slow(void *block, size_t size, void *site);
static inline void sh_race_block(void *block, size_t size, void *site) {
    if (__builtin_expect(sh_race != NULL, 0))
        sh_race_block_slow(block, size, site);
}
/* SITE gives BLOCK back. True if it is held back for now, and is not to be freed by the caller. */
bool sh_race_free(void *block, void *site);
/* [START, START + SIZE) was mapped, or unmapped. */
void sh_race_mapped(void *start, size_t size);

/* SITE's call has read (WRITE: written) SIZE bytes at ADDR on its behalf; nothing if SIZE is negative. */
void sh_race_touched_slow(const void *addr, ssize_t size, bool write, void *site);
static inline void sh_race_touched(const void *addr, ssize_t size, bool write, void *site) {
    if (__builtin_expect(sh_race != NULL, 0))
        sh_race_touched_slow(addr, size, write, site);
}
/* The same for the first SIZE bytes of VEC. */
void sh_race_touched_vec(const struct iovec *vec, size_t count, ssize_t size, bool write,
                         void *site);

#endif
