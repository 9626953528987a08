/* heap.h: which allocation an address belongs to.
 *
 * Blocks are noted by the allocator's hooks while the process is the target and by the token holder
 * only; a thread that is not ours yet leaves no note, and an address in its blocks is not found.
 */
#ifndef SH_HEAP_H
#define SH_HEAP_H

#include "shim.h"

#define SH_BEFORE_MAIN UINT32_MAX    /* "task" of what was allocated before control began */
#define SH_OF_LIBC (UINT32_MAX - 1u) /* of what libc keeps */

struct sh_block {
    uint32_t task;   /* who allocated it, or SH_BEFORE_MAIN */
    uint64_t count;  /* how many blocks that task had allocated before it, plus 1 */
    uint64_t offset; /* of the address that was asked for */
};

/* Grows whenever an address may have become another place: blocks, mappings, modules, stacks. */
extern uint32_t sh_places_age;

void sh_heap_note(void *block, uint64_t size);
/* The same for a block that libc or the loader keeps for itself: no object is named after it, but it
 * may hold what the program gave to libc. */
void sh_heap_note_libc(void *block, uint64_t size);
/* FREED: and so are the objects in it; else it only gets another size where it is. */
void sh_heap_forget(void *block, bool freed);
/* An object is registered at ADDR, which lies in a noted block: the block's start, 0 if it is in none. */
uintptr_t sh_heap_has_object(uintptr_t addr);
/* True if ADDR lies in a noted block. */
bool sh_heap_find(uintptr_t addr, struct sh_block *found);

/* Where a block comes from, while there is a data-race runtime; see struct ds_race. */
struct sh_origin {
    uint64_t size;  /* that was asked for */
    uint32_t stack; /* the runtime's number of it */
    uint32_t foreign;
    bool held; /* it was freed, and is held back */
};
void sh_heap_made(void *block, uint64_t size, uint32_t stack, uint32_t foreign);
/* Marks BLOCK as held back; false if it is not noted. */
bool sh_heap_hold(void *block);
/* Of the noted block that ADDR lies in. */
bool sh_heap_origin(uintptr_t addr, struct sh_origin *found);

/* Mappings that the program made are noted in the same way; their counts are separate. */
void sh_mapping_note(void *start, uint64_t size);
void sh_mapping_forget(void *start, uint64_t size);
bool sh_mapping_find(uintptr_t addr, struct sh_block *found);

/* A block or mapping as a piece of memory. */
struct sh_extent {
    uintptr_t start;
    uint64_t size;
};
/* The noted block or mapping, libc's included, that ADDR lies in. */
bool sh_heap_extent(uintptr_t addr, struct sh_extent *found);
/* Calls VISIT for each noted block, in no particular order; LIBC: it is one of libc's. */
void sh_heap_each(void (*visit)(const struct sh_extent *block, bool libc));

/* Whose blocks the caller's are; false if nothing is to be noted now. */
bool sh_heap_task(uint32_t *task);

#endif
