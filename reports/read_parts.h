/* read_parts.h: strict access to JSON objects, for the files that read the model back.
 *
 * Every value of an object is asked for once, and rp_in_end() says whether others are left. The first thing that
 * is wrong is kept in words; from then on everything answers with nothing.
 */
#ifndef RP_READ_PARTS_H
#define RP_READ_PARTS_H

#include <jansson.h>

#include "arena.h"
#include "model.h"

struct rp_reading {
    struct rp_arena *arena;
    const char *why; /* NULL: all is well so far */
};

/* An object under way; WHAT names it in complaints. */
struct rp_in {
    struct rp_reading *r;
    json_t *object;
    const char *what;
    size_t used;
};

struct rp_in rp_in_object(struct rp_reading *r, json_t *object, const char *what);
void rp_in_end(struct rp_in *in); /* nothing may be left */
void rp_in_wrong(struct rp_in *in, const char *key, const char *words);

/* The value of KEY, or NULL: a complaint unless it is OPTIONAL. */
json_t *rp_in_value(struct rp_in *in, const char *key, bool optional);
const char *rp_in_text(struct rp_in *in, const char *key);
const char *rp_in_text_or_empty(struct rp_in *in, const char *key);
uint64_t rp_in_count(struct rp_in *in, const char *key, uint64_t most);
uint64_t rp_in_count_or(struct rp_in *in, const char *key, uint64_t most, uint64_t otherwise);
uint64_t rp_in_number_text(struct rp_in *in, const char *key); /* "18446744073709551615" */
bool rp_in_bool(struct rp_in *in, const char *key);
bool rp_in_true(struct rp_in *in, const char *key); /* absent: false */
double rp_in_real(struct rp_in *in, const char *key);
/* Which of NAMES (ended by NULL) the text is. */
unsigned rp_in_word(struct rp_in *in, const char *key, const char *const *names);
/* An array that must be there; NULL, with *N 0, if it is not. */
json_t *rp_in_list(struct rp_in *in, const char *key, size_t *n);
const char *const *rp_in_strings(struct rp_in *in, const char *key, size_t *n);

/* The root of a document of SCHEMA, or NULL after a complaint; the caller gives it back with json_decref. */
json_t *rp_read_root(struct rp_reading *r, const char *text, size_t n, const char *schema);

#endif
