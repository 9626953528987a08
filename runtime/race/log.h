/* log.h: a record of all that the data-race runtime was told, for tests that find out by brute force what
 * it should have found. Written if DETSCHED_ACCESS_LOG is an absolute path when control begins.
 *
 * The file is an array of these records, in the order in which things happened, little-endian. Events of the
 * engine are not in it: they are in the trace, and `position` says between which of its task's events
 * a record belongs.
 */
#ifndef RACE_LOG_H
#define RACE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum race_log_kind {
    RACE_LOG_ACCESS = 1, /* plain; flags as in struct race_access */
    RACE_LOG_WORD,       /* atomic: happened as `op` with `order` */
    RACE_LOG_FENCE,      /* `order` */
    RACE_LOG_RELEASE,    /* __tsan_release() at addr */
    RACE_LOG_ACQUIRE,
    RACE_LOG_FRESH, /* the bytes begin a new life */
    RACE_LOG_FREED, /* given back by an instrumented caller; by others it is FRESH */
};

struct race_log {
    uint64_t addr, size, pc;
    uint32_t task;
    uint32_t position; /* how many events of its task were committed before it */
    uint8_t kind;      /* enum race_log_kind */
    uint8_t flags;     /* enum race_flag */
    uint8_t op;        /* enum race_word_op */
    uint8_t order;     /* enum race_order */
    uint8_t in_vain;
    uint8_t
        quiet; /* bit 0: not looked at (race_ignore); bit 1: orders nothing (race_ignore_sync) */
    uint8_t spare[2];
};

struct race_task;
/* Opens the file, if one is asked for; true if it is. */
bool race_log_begin(void);
/* Appends R, whose task and position are T's. */
void race_log(const struct race_task *t, struct race_log r);

#endif
