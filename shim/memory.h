/* memory.h: the process's writable memory, in pieces that a conservative scan can tell apart.
 *
 * Token holder only, while nobody else runs.
 */
#ifndef SH_MEMORY_H
#define SH_MEMORY_H

#include "heap.h"

/* A task's stack and, above its entry, its static TLS and what libc keeps about the thread. */
struct sh_stack {
    uintptr_t low, entry, high;
    uint32_t task;
};

/* Reads the kernel's map. False: it cannot be read, or holds more than can be looked at. */
bool sh_memory_map(void);
/* The stack that ADDR lies in, NULL if in none. */
const struct sh_stack *sh_memory_stack(uintptr_t addr);
/* The stack of TASK, NULL if it is not known. */
const struct sh_stack *sh_memory_stack_of(uint32_t task);
/* True if ADDR is mapped and writable. */
bool sh_memory_has(uintptr_t addr);
/* Calls VISIT for each part that is neither a stack, nor the shim's own, nor noted in heap.h, nor the
 * allocator's: the variables of all modules, and what nobody knows anything of. */
void sh_memory_rest(void (*visit)(const struct sh_extent *part));
/* True if nobody has ever written to the page of ADDR, which is the process's own: no address of a block
 * or a stack can stand there. Quick for pages in the order of their addresses. */
bool sh_memory_untouched(uintptr_t addr);
/* Copies SIZE bytes at ADDR to TO; false if they cannot all be read. Never faults. */
bool sh_memory_read(uintptr_t addr, void *to, uint64_t size);

#endif
