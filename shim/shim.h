/* shim.h: what the code inside the target shares: control state, the point, and object identity.
 *
 * Rules of this zone (all of shim/): no stdio, no malloc, no call of a function that we export,
 * no pthread call except through sh_real(); errno is preserved by every hook; stack use below 2 kB
 * on a path that a task takes; initial-exec TLS only. Policy belongs into the engine.
 */
#ifndef SH_SHIM_H
#define SH_SHIM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "abi.h"

#define SH_EXPORT __attribute__((visibility("default")))
#define SH_TLS __thread __attribute__((tls_model("initial-exec")))

struct sh_task; /* task.h */

/* The one global state. Fields are written by the token holder only, unless they say otherwise. */
struct sh_state {
    struct ds_region *region; /* set before main; NULL: inert process */
    struct ds_engine *engine; /* set when control begins */
    uint32_t current;         /* task that holds the token */
    bool controlled;          /* control has begun, and the run has not ended */
    bool ending;              /* the run is over: hooks pass through */
    uint32_t torn;            /* handlers in progress that came upon an unsafe function: sigs.h */
    int pid;                  /* of the process that runs the program; set when control begins */
    struct ds_region *outer;  /* in a child that fork made, whose region is a copy: the run's own */
};
extern struct sh_state sh;

/* The task that runs on this thread, NULL if the thread is not one of ours. */
extern SH_TLS struct sh_task *sh_self;
/* Depth of shim code on this thread; hooks pass through when it is above zero. */
extern SH_TLS int sh_depth;

/* True if this call is to be modelled. Adopts an unknown thread (which waits for the token). SITE is
 * the hook's return address: calls from a sanitizer's or an allocator's module are not points. */
bool sh_enter(void *site);

/* Announces REQ for the running task, lets the engine decide, runs others until this task's turn
 * comes, and returns the enum ds_result of its operation. *VALUE (may be NULL) gets the decision's
 * value. Does not return if the run ends. Preserves errno. REQ->stack and REQ->site are filled in
 * from SITE (the hook's __builtin_return_address(0)). */
int sh_point(struct ds_request *req, uint32_t *value, void *site);

/* In a child that fork made: forgets what the other tasks had under way. */
void sh_point_forked(void);

/* errno number of an enum ds_result, as pthread functions return it. */
int sh_errno(int result);

/* Handle of the object at ADDR, of which KIND operations are being called. Reads and writes the tag
 * in the object's own memory (tag.c has the layout for each kind) and registers an untagged object.
 * *MISUSE (an enum ds_misuse) is set when the tag shows a copy or a destroyed object. */
uint32_t sh_object(enum ds_kind kind, void *addr, uint16_t *misuse);
/* The object at ADDR starts a new life (init call): an old tag is dropped; destroy leaves a mark. */
uint32_t sh_object_init(enum ds_kind kind, void *addr, uint16_t *misuse);
void sh_object_destroyed(enum ds_kind kind, void *addr);

/* Deadline on the virtual monotonic clock of an absolute TIME on CLOCK (realtime or monotonic).
 * Sets *BAD if the time is invalid. NULL: DS_NEVER. */
int64_t sh_deadline(clockid_t clock, const struct timespec *time, uint32_t *bad);
int64_t sh_realtime_offset(void); /* CLOCK_REALTIME minus virtual monotonic, ns */

/* A call that detsched does not model was made: the seed ends incomplete with one line. No return. */
_Noreturn void sh_refuse(const char *call);
/* Ends the run now: records MESSAGE and STAGE, dumps stacks, leaves by exit_group. */
_Noreturn void sh_stop(enum ds_stage stage, const char *message);

/* The real function, resolved once; see real.h for the list. Dies naming a missing required one. */
#define sh_real(name) (sh_real_##name())

#endif
