/* pages.h: hand-built campaigns for the tests of the HTML report. */
#ifndef TESTS_PAGES_H
#define TESTS_PAGES_H

#include <stdio.h>

#include "reports/arena.h"
#include "reports/model.h"

/* A finding whose schedule is COUNT events of TASKS tasks that lock, unlock, send and receive; every second
 * mutex is left alone for long stretches. If STATES, the state of every object after each event goes there
 * as one line of JSON, taken from the tables that the events were made from, not from their changes. */
struct rp_finding page_run(struct rp_arena *arena, size_t count, size_t tasks, FILE *states);
/* Names that would run a script, hide text or break a parser, in every field that holds text. */
struct rp_campaign *page_hostile(struct rp_arena *arena);
/* Findings of several kinds and severities: what the filter is for. */
struct rp_campaign *page_many(struct rp_arena *arena);
struct rp_campaign *page_campaign(struct rp_arena *arena, const struct rp_finding *f, size_t n);

#endif
