/* race_limits.h: bounds for tests of the data-race runtime: RACE_TEST_SMALL: next to nothing; else room for
 * all, but useless snapshots are looked for all the time. */
#ifndef RACE_TEST_LIMITS_H
#define RACE_TEST_LIMITS_H

#ifdef RACE_TEST_SMALL
#define RACE_MAX_STACKS 200u
#define RACE_MAX_BARE 100u
#define RACE_MAX_CELLS 6u
#define RACE_MAX_WORDS 6u
#define RACE_MAX_SNAPSHOTS 8u
#define RACE_CLOCK_BYTES (4096ul)
#else
#define RACE_MAX_STACKS (1u << 16)
#define RACE_MAX_BARE (1u << 12)
#define RACE_MAX_CELLS (1u << 16)
#define RACE_MAX_WORDS (1u << 12)
#define RACE_MAX_SNAPSHOTS (1u << 12)
#define RACE_CLOCK_BYTES (1ul << 26)
#endif
#define RACE_FIRST_SWEEP 4u
#define RACE_SWEEP_BYTES (1ul << 22)
#define RACE_MAX_PAIRS (1u << 12)
#define RACE_FRAME_BYTES (1ul << 26)
#define RACE_SPAN_BYTES (1ul << 20)
#define RACE_MAX_FREED (1ul << 20)

#endif
