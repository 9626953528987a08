/* play.h: makes a struct hn_run from a scripted world, as the harness would copy it out of a region.
 *
 * Call stacks are made of this program's own functions: a task's final stack is the function named
 * site_NAME (below) of the operation it waits for, so that symbols and fingerprints are real ones. A
 * task whose name begins with 'g' is a goroutine.
 */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "harness/detect/detector.h"
#include "tests/lib/world.h"

struct play {
    struct world *w;
    struct hn_run run;
    struct hn_raw_list found;
};

/* Plays SCRIPT under the choices of world_replay(), or with a strategy and seed, then detects. */
struct play *play_choices(const char *script, const char *choices);
struct play *play_seed(const char *script, enum ds_strategy_id strategy, uint64_t seed);
/* Plays seeds 0.. of the random walk until a run has a root finding of KIND; fails the test after
 * LIMIT seeds. */
struct play *play_until(const char *script, enum hn_kind kind, uint64_t limit);
/* A run without a world: one task, nothing happened; to be filled by the test. */
struct play *play_empty(void);
void play_detect(struct play *p); /* once more, after a change of p->run */
void play_free(struct play *p);

/* Adds a race between the two accesses, on the static object play_table[1] until the test says otherwise;
 * stacks are made of sites FIRST and SECOND. To be followed by play_detect(). */
struct ds_race *play_race(struct play *p, struct ds_access first, unsigned first_site,
                          struct ds_access second, unsigned second_site);

/* Root findings, at most one of a kind expected: NULL if there is none. */
const struct hn_raw *play_root(const struct play *p, enum hn_kind kind);
size_t play_roots(const struct play *p);
/* What is found, as "deadlock[A B] misuse:relock(1)": (n) says that it is related to item n. */
const char *play_text(const struct play *p);

/* An address that a call from a known line of play.c returns to. */
uint64_t play_pc(unsigned n);
enum { PLAY_SITES = 4 };
/* A stack of one such frame, and one below it if BELOW is not PLAY_SITES; returns its number. */
uint32_t play_stack(struct play *p, unsigned n, unsigned below);
struct ds_module play_own_module(void);
extern int play_table[4]; /* a static object to name */
extern int
    *const play_mangled[6]; /* objects with the names that C++ gives, in the order of play.c */

#endif
