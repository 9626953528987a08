/* tag.h: what the object's own memory says about it. See tag.c for the layouts.
 *
 * Everything here is called by the token holder only, with sh.engine set.
 */
#ifndef SH_TAG_H
#define SH_TAG_H

#include "shim.h"

/* True if ADDR carries the tag of a live record of KIND at this address: the model has touched it,
 * so the real primitive must not be called on it. Also for callers without the token. */
bool sh_tagged(enum ds_kind kind, const void *addr);
/* Handle of the object of any kind last registered at ADDR, or DS_NO_OBJ. */
uint32_t sh_object_at(const void *addr);
/* True if ADDR lies in a mapping that other processes may have too, or if that cannot be told. */
bool sh_memory_shared(const void *addr);
/* True if the object of KIND at ADDR, which was made to be shared between processes, may really be: it lies
 * in such memory. Memory of this process alone is copied by fork, so an object there is as good as private.
 * One that the model knows was asked about when it was met first. */
bool sh_shareable(enum ds_kind kind, const void *addr);
/* Registers an object of KIND at ADDR, whose memory the caller marks itself; see ds_object() for
 * INITIAL. DS_NO_OBJ if there is no room. */
uint32_t sh_object_enroll(enum ds_kind kind, void *addr, uint32_t initial);
/* The same for a channel; see ds_chan(). */
uint32_t sh_object_enroll_chan(void *addr, uint32_t capacity, uint32_t buffered, bool closed);
/* The block that starts at START was freed, with the objects in it. */
void sh_objects_freed(uintptr_t start);
/* The memory of OBJ, which has such a handle, is about to become something else. */
void sh_object_forget(uint32_t obj);
/* Handle of the futex word at ADDR, as calls for this process alone (PRIVATE) or for all see it: to the
 * kernel these are two. A word carries no tag: it stays the same object while somebody waits on it, and
 * as long as its address is the same place (a block given out again is another one, a frame that comes
 * back at the same depth is not). */
uint32_t sh_futex_object(void *addr, bool private);
/* Handle of the note, or of the other memory (KIND), at ADDR: the same as long as its address is the same
 * place. Only so many have one of their own that the engine's table never fills by them; the others share
 * one. */
uint32_t sh_word_object(enum ds_kind kind, uintptr_t addr);
/* Writes OBJ's tag into the memory at ADDR again, after its other bytes were initialised. */
void sh_object_retag(enum ds_kind kind, void *addr, uint32_t obj);
/* Mirrors who holds a mutex: OWNER + 1, 0 if nobody, so that a copy of a held one is known for one. */
void sh_object_held(void *mutex, uint32_t owner_plus_1);

/* A hash map from 64-bit keys that are not 0 to 32-bit values; lives in mapped memory, never shrinks. */
struct sh_map {
    struct sh_map_entry *entries;
    uint64_t mask;
    uint64_t used;
};
/* Address of the value of KEY, made as 0 if it is not there; NULL if there is no memory. The address
 * is good until the next call. */
uint32_t *sh_map_at(struct sh_map *map, uint64_t key);
/* Value of KEY, 0 if it is not there. */
uint32_t sh_map_get(const struct sh_map *map, uint64_t key);
/* SIZE bytes of zeroed memory that belong to the shim, or NULL. */
void *sh_pages(uint64_t size);
void sh_pages_free(void *mem, uint64_t size);
/* MEM was mapped by the shim in another way. */
void sh_pages_are_own(const void *mem, uint64_t size);
/* If ADDR lies in such pages, their end; else 0. */
uintptr_t sh_pages_end(uintptr_t addr);

#endif
