/* fiber.c: the calls by which a program tells that it switches between stacks of its own. The task that
 * runs a fiber stays the one that is known to the schedule; what a fiber did on one task comes before
 * what it does on the next.
 */
#include <stdlib.h>

#include "entry.h"

#pragma GCC visibility push(default)

/* Where the fibers of a task begin: the one that it was started with. */
static RACE_TLS char own_fiber;
static RACE_TLS void *current;

enum { SWITCH_NO_SYNC = 1 };

void *__tsan_get_current_fiber(void);
void *__tsan_get_current_fiber(void) {
    return current ? current : &own_fiber;
}

void *__tsan_create_fiber(unsigned flags);
void *__tsan_create_fiber(unsigned flags) {
    (void)flags;
    void *fiber = malloc(1);
    if (!fiber)
        abort();
    race_entry_release(fiber);
    return fiber;
}

void __tsan_destroy_fiber(void *fiber);
void __tsan_destroy_fiber(void *fiber) {
    free(fiber);
}

void __tsan_switch_to_fiber(void *fiber, unsigned flags);
void __tsan_switch_to_fiber(void *fiber, unsigned flags) {
    race_entry_release(__tsan_get_current_fiber());
    if (!(flags & SWITCH_NO_SYNC))
        race_entry_release(fiber);
    race_entry_acquire(fiber);
    current = fiber;
}

void __tsan_set_fiber_name(void *fiber, const char *name);
void __tsan_set_fiber_name(void *fiber, const char *name) {
    (void)fiber;
    (void)name;
}

#pragma GCC visibility pop
