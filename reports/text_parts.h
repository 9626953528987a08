/* text_parts.h: what the files of the text report share. */
#ifndef RP_TEXT_PARTS_H
#define RP_TEXT_PARTS_H

#include "arena.h"
#include "writer.h"

/* One report being written. */
struct rp_text {
    struct rp_sink *sink;
    struct rp_arena *arena;
    const struct rp_options *options;
};

enum rp_ink { RP_PLAIN, RP_BOLD, RP_RED, RP_YELLOW, RP_DIM, RP_GREEN };
/* Control sequences, or "" without colour. */
const char *rp_ink(const struct rp_text *t, enum rp_ink ink);
const char *rp_ink_end(const struct rp_text *t);

/* "f (x.c:12)", escaped; "f (prog+0x12)" without debug info. */
const char *rp_text_frame(const struct rp_text *t, const struct rp_frame *frame);
/* The schedule of F, one lane a task, cut around the evidence unless options->full. */
void rp_text_schedule(const struct rp_text *t, const struct rp_finding *f);

/* The writer's form for several campaigns. */
void rp_text_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s);

#endif
