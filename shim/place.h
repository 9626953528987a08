/* place.h: where an address is, in terms that are the same in every schedule and process.
 *
 * Called by the token holder only, with sh.engine set.
 */
#ifndef SH_PLACE_H
#define SH_PLACE_H

#include "task.h"

/* Says in *PLACE where ADDR is and returns a key of that place and KIND, never 0, made of no address.
 * Two objects that live there one after the other have the same one. */
uint64_t sh_place_of(enum ds_kind kind, uintptr_t addr, struct ds_obj_place *place);
/* False if PLACE says nothing of the memory but how many such places were met before. */
bool sh_place_told(const struct ds_obj_place *place);
/* If ADDR was given a name before any object was there: puts it into *PLACE and returns its key, once;
 * else 0. */
uint64_t sh_place_take_name(enum ds_kind kind, uintptr_t addr, struct ds_obj_place *place);
/* Gives the object at ADDR a name; one that is not registered yet gets its key from it. */
void sh_place_name(void *addr, const char *name);
/* The object with handle OBJ is known by NAME alone. */
void sh_place_name_object(uint32_t obj, const char *name);
/* What is published of the object with handle OBJ; NULL if nothing is. */
struct ds_obj_place *sh_place_at(uint32_t obj);
/* Copies at most what fits of NAME, and ends it. */
void sh_place_copy_name(char name[DS_NAME_LEN], const char *given);

#endif
