/* task.h: what the data-race runtime knows of a task, and of the run. */
#ifndef RACE_TASK_H
#define RACE_TASK_H

#include "core.h"
#include "clock.h"

/* A call under way. */
struct race_frame {
    uint64_t pc, sp;
    uint32_t stack; /* its number, 0: not asked for yet */
    uint32_t spare;
};
#define RACE_CHUNK_FRAMES 128
struct race_chunk;

struct race_task {
    uint64_t key;   /* epoch, and the task's number above it: as in an access */
    uint32_t epoch; /* see clock.h; a new one begins at each event of the task, and at each release
                       that is none */
    uint32_t id;
    uint32_t quiet; /* RACE_QUIET_*: accesses that are not looked at; all after its end */
    uint32_t begun, ended;
    struct race_known *known;  /* of others; what it says of the task itself means nothing */
    struct race_frame *top;    /* the innermost call; NULL */
    struct race_frame *bottom; /* of top's chunk */
    struct race_chunk *chunk;  /* top's */
    uint64_t missing;          /* calls under way beyond top, of which nothing is known */
    uint64_t seq;              /* its last event */
    struct race_clock fence;   /* what its last release fence released */
    struct race_clock pending; /* what relaxed loads saw, for the next acquire fence */
    struct race_span *span;    /* see position.c */
    void *word_pc;             /* of the atomic operation under way, and whether it is an event */
    uint32_t word_event;
    int32_t ignore_reads, ignore_writes, ignore_sync;
};

enum { RACE_QUIET_READS = 1, RACE_QUIET_WRITES = 2 };

/* Why accesses take the long way. */
enum race_mode {
    RACE_OFF = 1,    /* nothing is looked for */
    RACE_SITES = 2,  /* some are scheduling points */
    RACE_POINTS = 4, /* all are */
    RACE_LOG = 8
};
extern RACE_HIDDEN unsigned race_modes;
extern RACE_HIDDEN unsigned race_left; /* accesses until RACE_LONG have been without an event */
/* The access that made race_left 0 is to be a scheduling point. */
bool race_long(void);
extern RACE_HIDDEN unsigned race_preempt; /* enum ds_preempt */

enum { RACE_PREEMPT_SYNC, RACE_PREEMPT_ATOMIC, RACE_PREEMPT_RACY, RACE_PREEMPT_ALL };

/* The record of TASK; NULL, and nothing more is found, if it is out of bounds. */
struct race_task *race_task_at(uint32_t task);
uint32_t race_task_count(void);

/* A new epoch of T begins: at an event, or (EXTRA) without one. */
void race_tick(struct race_task *t, bool extra);

/* Says, the first time, that a bound was met. */
void race_bound(const char *what);
/* The same, and nothing more is found: what is known of the past is not enough. */
void race_stop(const char *what);

/* order.c */
bool race_order_begin(void);
void race_order_event(const struct ds_event *v);

/* position.c: how many events T had made when its epoch EPOCH began. */
bool race_position_begin(void);
uint32_t race_position(const struct race_task *t, uint32_t epoch);
void race_position_extra(struct race_task *t);

/* stacks.c */
bool race_stacks_begin(void);
/* The number of the stack whose innermost address is PC, called by T's calls under way. */
uint32_t race_stack_number(struct race_task *t, const void *pc);
uint32_t race_stack_list(uint32_t stack, uint64_t *pc, uint32_t max);
/* T makes no calls any more. */
void race_stack_clear(struct race_task *t);

/* word.c: of the atomic locations whose list starts at *FIRST, those at the bytes MASK are gone. */
bool race_word_list_begin(void);
void race_word_forget(uint32_t *first, unsigned mask);

/* found.c */
bool race_found_begin(void);
/* Tells of the two, unless the same pair of stacks was told. */
void race_tell(const struct race_found *found);

#endif
