/* facts.h: tests that are rows: a scripted world, and what must come of it under the creation-order
 * run (nobody is pre-empted, so the script alone fixes the interleaving). */
#ifndef UNIT_FACTS_H
#define UNIT_FACTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/world.h"

struct fact {
    const char *name;   /* the fact, in words */
    const char *script; /* see world.h */
    /* The events, "task op object -> result ..." separated by "; ", leaving out the plain ones of
     * threads: create, create-return, start, exit, join and process-exit that returned ok. */
    const char *events;
    enum ds_status status;
    const char *choices; /* NULL: the creation-order run; else played by world_replay() */
};

/* The events of W as in struct fact; static buffer. */
const char *fact_events(const struct world *w);
/* Runs ROWS as one cmocka group; returns its number of failures. */
int fact_run(const char *group, const struct fact *rows, size_t count);

#define FACT_TEST(text, function) \
    { .name = (text), .test_func = (function) }

#endif
