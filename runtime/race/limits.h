/* limits.h: the bounds of the data-race runtime. Each is said once when it is met; what is found then is
 * not all, but still true. Tests of what happens there bring smaller ones.
 */
#ifndef RACE_LIMITS_H
#define RACE_LIMITS_H

/* So many accesses without any event, while others could run, and the next one is a scheduling point: a loop
 * may wait for what they do. */
#define RACE_LONG 65536u
/* After so many scheduling points at plain accesses of racy places only one in RACE_THIN of them is one, so that
 * a long loop of them comes to its end. */
#define RACE_DENSE 16384u
#define RACE_THIN 16u

#ifdef RACE_TEST_LIMITS
#include RACE_TEST_LIMITS
#else
#define RACE_MAX_STACKS (1u << 20) /* different accesses, each with its callers */
#define RACE_MAX_BARE (1u << 16)   /* beyond those: accesses whose callers are not known */
#define RACE_MAX_CELLS (1u << 22)  /* accesses beyond the two that each eight bytes have room for */
#define RACE_MAX_WORDS (1u << 20)  /* atomic locations that carry a clock */
#define RACE_MAX_SNAPSHOTS (1u << 20) /* releasing events that a later event may name */
#define RACE_FIRST_SWEEP (1u << 13)   /* how many there are before useless ones are looked for */
#define RACE_SWEEP_BYTES (1ul << 24)  /* or how much memory clocks take */
#define RACE_MAX_PAIRS (1u << 15)     /* different pairs of stacks that are told */
#define RACE_CLOCK_BYTES (1ul << 30)
#define RACE_FRAME_BYTES (1ul << 30) /* shadow stacks of all tasks */
#define RACE_SPAN_BYTES (1ul << 27)  /* see position.c */
#define RACE_MAX_FREED (1ul << 20)   /* of one block, how much is known to be free afterwards */
#endif

#define RACE_MAX_TASKS 65536        /* an access names its task in 16 bits */
#define RACE_MAX_OBJECTS (1u << 22) /* handles of the engine's objects */

#endif
