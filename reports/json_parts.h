/* json_parts.h: what the files of the JSON report share. */
#ifndef RP_JSON_PARTS_H
#define RP_JSON_PARTS_H

#include <jansson.h>

#include "arena.h"
#include "writer.h"

struct rp_json_tables; /* json_tables.c: frames and stacks, each once */

/* One document being written. */
struct rp_json {
    struct rp_arena *arena;
    struct rp_json_tables *tables; /* of a finding that is stored whole; else NULL */
};

/* parts.c */
json_t *rp_json_text(struct rp_json *w, const char *bytes); /* what is no UTF-8 is replaced */
json_t *rp_json_number_text(uint64_t n);
json_t *rp_json_strings(struct rp_json *w, const char *const *lines, size_t n);
json_t *rp_json_frame(struct rp_json *w, const struct rp_frame *f);
json_t *rp_json_stack(struct rp_json *w, const struct rp_stack *s);
/* Writes ROOT, keys sorted, and gives it up. Of the arrays named in LINES (ended by NULL) each element is one
 * line. */
void rp_json_put(json_t *root, const char *const *lines, struct rp_sink *s);
/* In one line without its end, which a document of many lines may want elsewhere. */
void rp_json_put_line(json_t *root, struct rp_sink *s);

/* finding.c: as a campaign's report has it, and with TABLES all of the model. */
json_t *rp_json_finding(struct rp_json *w, const struct rp_finding *f);

/* tables.c */
struct rp_json_tables *rp_json_tables_new(struct rp_arena *arena);
size_t rp_json_frame_number(struct rp_json_tables *t, const struct rp_frame *f);
size_t rp_json_stack_number(struct rp_json_tables *t, const struct rp_stack *s);
/* Everything that was asked for, by number. */
json_t *rp_json_all_frames(struct rp_json *w);
json_t *rp_json_all_stacks(struct rp_json *w);

/* events.c: what only a stored finding has, but for the tables. */
void rp_json_events(struct rp_json *w, const struct rp_finding *f, json_t *root);
const char *rp_json_act(enum rp_act act);

#endif
