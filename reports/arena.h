/* arena.h: memory for a report's model: many small allocations, freed all at once.
 *
 * Every function aborts with one line on stderr when memory runs out, so no caller checks.
 */
#ifndef RP_ARENA_H
#define RP_ARENA_H

#include <stddef.h>

struct rp_arena;

struct rp_arena *rp_arena_new(void);
void rp_arena_free(struct rp_arena *arena); /* NULL is fine */

/* N bytes, zeroed, aligned for any type, never NULL (also for 0 bytes). */
void *rp_arena_alloc(struct rp_arena *arena, size_t n);
/* COUNT items of SIZE bytes, zeroed; aborts on overflow. */
void *rp_arena_array(struct rp_arena *arena, size_t count, size_t size);
/* A copy of TEXT; NULL gives "". */
char *rp_arena_strdup(struct rp_arena *arena, const char *text);
/* The first N bytes of TEXT, or fewer if it ends before, NUL-terminated. */
char *rp_arena_strndup(struct rp_arena *arena, const char *text, size_t n);
char *rp_arena_printf(struct rp_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
