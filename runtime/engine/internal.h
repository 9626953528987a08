/* internal.h: the engine's own state and the calls between its files; nobody else includes it.
 *
 * Everything is reached by offsets from the start of struct ds_engine. Records are initialised when
 * they come into use, so that starting a run costs the same whatever its bounds are.
 */
#ifndef DS_INTERNAL_H
#define DS_INTERNAL_H

#include "engine.h"

#define DS_ENGINE_MAGIC 0x656e69676e656464ull
#define DS_PCT_MAX_DEPTH 64
#define DS_NONE UINT32_MAX
/* Points in a row that one task may make while others could run, before it counts as polling. */
#define DS_LONG_STREAK 5000

/* What a task's announced operation could do now. */
enum ds_can {
    DS_CAN_GO = 1,   /* complete, with success or with an error of its own */
    DS_CAN_LATE = 2, /* time out */
    DS_CAN_BAD = 4,  /* would block, and the time-out argument is invalid */
    DS_CAN_INTR = 8  /* would block, and has been interrupted */
};

/* Per task, what the public record has no room for. */
struct ds_taskx {
    uint64_t last_run;     /* number of its last event; fair picking takes the smallest */
    int64_t last_deadline; /* of its previous timed call: the same one again keeps its patience */
    uint32_t holds;        /* first of its holds, DS_NONE */
    uint32_t blocked;      /* its announced operation was seen unable to go */
    uint32_t can;          /* enum ds_can bits of the last scan */
    uint32_t expired;      /* condition wait: timed out, no longer a waiter, wants its mutex */
    uint32_t joined;       /* went through a join */
    uint32_t mark;         /* graph search */
    uint32_t interrupted;  /* its announced wait is to end with DS_INTR if it cannot go */
    uint32_t spare;
};

/* Per object, likewise. */
struct ds_objx {
    uint32_t holds;    /* first of the holds on it, DS_NONE */
    uint32_t writers;  /* rwlock: blocked writers */
    int32_t users;     /* mutex: glibc's user count, which destroy looks at */
    uint32_t leaving;  /* barrier: released tasks that have not left yet */
    uint32_t post_in;  /* semaphore: newest post, DS_NONE */
    uint32_t post_out; /* semaphore: the post that the next wait consumes, DS_NONE */
};

/* TASK holds OBJ, COUNT times (reads of one rwlock add up; a mutex's depth is in its record). */
struct ds_hold {
    uint32_t task, obj, count;
    uint32_t next_of_task, next_of_obj;
};

/* COUNT units of a semaphore that came from the post SEQ (0: its initial value). */
struct ds_post_rec {
    uint64_t seq;
    uint32_t count, next;
};

struct ds_pct {
    uint64_t steps; /* decisions counted so far */
    uint64_t until; /* last step that the drawn change points cover */
    uint64_t lowest;
    uint64_t points[DS_PCT_MAX_DEPTH];
};

struct ds_engine {
    uint64_t magic;
    uint32_t version, full;
    uint64_t size;
    struct ds_config cfg;
    struct ds_totals tot;
    uint64_t tasks_off, taskx_off, live_off, enabled_off, path_off;
    uint64_t objs_off, objx_off, holds_off, posts_off, events_off, choices_off, replay_off;
    uint32_t max_holds, max_posts;
    uint32_t live;    /* entries of the live list: tasks that are RUNNING or READY, oldest first */
    uint32_t enabled; /* entries of the enabled list */
    uint32_t holds, holds_free, posts, posts_free;
    uint32_t current; /* who ran last */
    uint32_t exiting; /* who called PROC_EXIT, DS_NO_TASK */
    uint32_t holding; /* tasks whose hold depth is above zero */
    uint32_t fair;
    uint32_t adopted;
    uint32_t diverged;
    uint32_t timed;   /* the last scan saw a deadline */
    uint32_t events;  /* the last scan saw an event wait */
    uint32_t idle;    /* DS_ST_IDLE was given since anything happened */
    uint32_t streak;  /* points in a row by the current task while others could run */
    uint32_t daemons; /* live tasks that serve the caller */
    uint64_t drain_points;
    int64_t drain_start;
    uint64_t rng;         /* the strategy's */
    uint64_t program_rng; /* the program's */
    uint32_t kept;        /* bytes of the choice stream that were kept */
    uint32_t skipped;     /* questions answered "no" since the last record */
    uint32_t replay_at;
    uint32_t replay_skipped;
    struct ds_pct pct;
};

/* What performing an operation came to. */
struct ds_step {
    int32_t result;
    uint32_t value;
    uint64_t from;
    uint32_t obj, obj2; /* of the event */
    uint16_t misuse;
    uint16_t flags;
    bool stay; /* the task does not go on yet, or ever */
};

static inline void *ds_at(const struct ds_engine *e, uint64_t off) {
    return (void *)((uintptr_t)e + off);
}
static inline struct ds_task_rec *ds_task(const struct ds_engine *e, uint32_t t) {
    return (struct ds_task_rec *)ds_at(e, e->tasks_off) + t;
}
static inline struct ds_taskx *ds_taskx(const struct ds_engine *e, uint32_t t) {
    return (struct ds_taskx *)ds_at(e, e->taskx_off) + t;
}
static inline struct ds_obj_rec *ds_obj(const struct ds_engine *e, uint32_t o) {
    return (struct ds_obj_rec *)ds_at(e, e->objs_off) + o;
}
static inline struct ds_objx *ds_objx(const struct ds_engine *e, uint32_t o) {
    return (struct ds_objx *)ds_at(e, e->objx_off) + o;
}
static inline struct ds_hold *ds_hold_rec(const struct ds_engine *e, uint32_t h) {
    return (struct ds_hold *)ds_at(e, e->holds_off) + h;
}
static inline uint32_t *ds_live(const struct ds_engine *e) {
    return ds_at(e, e->live_off);
}
static inline uint32_t *ds_enabled(const struct ds_engine *e) {
    return ds_at(e, e->enabled_off);
}

/* Fixed-increment generator with Stafford's thirteenth finaliser (splitmix64). */
static inline uint64_t ds_rand(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
/* Uniform below N, N > 0; the bias is below N / 2^32. */
static inline uint32_t ds_below(uint64_t *state, uint32_t n) {
    return (uint32_t)(((ds_rand(state) >> 32) * n) >> 32);
}

/* layout.c */
/* Fills the offsets and limits of *E from e->cfg and returns the size; 0 if the bounds are absurd. */
uint64_t ds_layout(struct ds_engine *e);

/* task.c */
uint32_t ds_task_new(struct ds_engine *e, uint32_t parent, uint64_t key);
void ds_task_end(struct ds_engine *e, uint32_t t, uint32_t state);
void ds_task_want(struct ds_engine *e, uint32_t t, const struct ds_request *req);

/* ops.c: the operations' table */
/* Whether W names an operation that may be announced, and objects of the kinds that it is about. */
bool ds_op_sane(const struct ds_engine *e, const struct ds_request *w);
bool ds_op_can(const struct ds_engine *e, uint32_t t);
void ds_op_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* The announced operation of T was found unable to go, for the first time. True if that can change
 * what others are able to do: a writer stops readers, a joiner fails the next joiner. */
bool ds_op_block(struct ds_engine *e, uint32_t t);
/* It will not wait any longer: it goes, or its time is over. */
void ds_op_unblock(struct ds_engine *e, uint32_t t);
/* Whether W's waiting is limited by its time-out argument. Not so for a sleep, whose deadline is what
 * it waits for, and for a join with an invalid one, which glibc ignores. */
bool ds_op_is_timed(const struct ds_request *w);

/* op_*.c */
bool ds_join_can(const struct ds_engine *e, uint32_t t);
void ds_task_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_mutex_free(const struct ds_engine *e, uint32_t t, uint32_t obj);
bool ds_mutex_can(const struct ds_engine *e, uint32_t t);
void ds_mutex_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
int ds_mutex_release(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t type,
                     uint16_t *misuse);
/* T takes OBJ, which is free for it; OK, or what a robust one says to that (LOST: it is not taken). */
int ds_mutex_take(struct ds_engine *e, uint32_t t, uint32_t obj);
/* T ends: what it holds of robust mutexes is free, and the next to take one is told. */
void ds_mutex_died(struct ds_engine *e, uint32_t t);
bool ds_cond_can(const struct ds_engine *e, uint32_t t);
bool ds_cond_late(const struct ds_engine *e, uint32_t t);
void ds_cond_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
void ds_cond_expire(struct ds_engine *e, uint32_t t);
bool ds_cond_waits(const struct ds_engine *e, uint32_t t);
bool ds_rwlock_can(const struct ds_engine *e, uint32_t t);
void ds_rwlock_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_spin_can(const struct ds_engine *e, uint32_t t);
void ds_spin_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_barrier_can(const struct ds_engine *e, uint32_t t);
void ds_barrier_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_sem_can(const struct ds_engine *e, uint32_t t);
void ds_sem_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
void ds_sem_seed(struct ds_engine *e, uint32_t obj, uint32_t value);
void ds_sem_drop(struct ds_engine *e, uint32_t obj);
bool ds_once_can(const struct ds_engine *e, uint32_t t);
void ds_once_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_event_can(const struct ds_engine *e, uint32_t t);
/* Whether what REC has announced is a wait for an event. */
static inline bool ds_event_waits(const struct ds_task_rec *rec) {
    return rec->want.op == DS_OP_EVENT_WAIT || rec->want.op == DS_OP_SIGNAL_WAIT;
}
void ds_event_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* Takes T out of the wait it is in: it ends with DS_INTR. */
void ds_event_interrupt(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_futex_can(const struct ds_engine *e, uint32_t t);
void ds_futex_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* T waits on a futex word, not yet woken. */
bool ds_futex_waits(const struct ds_engine *e, uint32_t t);
/* T, if it waits on a futex word, does so no longer: its time is up or it was interrupted. */
void ds_futex_leave(struct ds_engine *e, uint32_t t);
/* T ends: the PI words that it holds go to one of their waiters. */
void ds_futex_died(struct ds_engine *e, uint32_t t);
/* FUTEX_WAKE_OP's change of *WORD and what it asks of the old value. False if the kernel knows no such
 * operation or comparison; *WRITTEN says whether *WORD has changed. */
bool ds_futex_op(uint32_t encoded, uint32_t *word, bool *holds, bool *written);
void ds_note_run(struct ds_engine *e, uint32_t t, struct ds_step *s);

/* object.c */
/* A new life of OBJ begins (init) or its life ends (destroy); BUSY sets the misuse. */
void ds_obj_begin(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s);
void ds_obj_finish(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s);
/* True if a task holds OBJ or waits on it. T itself does not count as waiting. */
bool ds_obj_busy(const struct ds_engine *e, uint32_t t, uint32_t obj);
/* Marks use after destruction. */
void ds_obj_use(struct ds_engine *e, uint32_t obj, struct ds_step *s);

/* hold.c */
void ds_hold_add(struct ds_engine *e, uint32_t t, uint32_t obj);
/* Takes one hold of T on OBJ away; all of them if ALL. */
void ds_hold_drop(struct ds_engine *e, uint32_t t, uint32_t obj, bool all);
void ds_hold_clear(struct ds_engine *e, uint32_t obj);
uint32_t ds_hold_find(const struct ds_engine *e, uint32_t t, uint32_t obj);

/* graph.c: who waits for whom */
/* T has just blocked: marks self_wait, and in_cycle on every member of a cycle it closes. */
void ds_graph_block(struct ds_engine *e, uint32_t t);

/* time.c */
/* Nobody can run: lets time pass to the earliest deadline. False if there is none. */
bool ds_time_skip(struct ds_engine *e);
/* Asks the strategy whether a timed task goes early; true if time has jumped. */
bool ds_time_jump(struct ds_engine *e);
/* Asks the strategy for a spurious wake-up; true if there was one. */
bool ds_time_spurious(struct ds_engine *e);

/* record.c */
uint64_t ds_seq_next(const struct ds_engine *e);
void ds_record(struct ds_engine *e, uint32_t t, const struct ds_request *w,
               const struct ds_step *s);
/* The operation of the last event turns out to end with RESULT, and with more FLAGS. */
void ds_amend(struct ds_engine *e, int32_t result, uint16_t flags);
/* Appends the choice INDEX of KIND to the stream. */
void ds_record_choice(struct ds_engine *e, enum ds_choice kind, uint32_t index);

/* choose.c: every choice with more than one alternative. Returns an index below N. */
uint32_t ds_choose(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n);

#endif
