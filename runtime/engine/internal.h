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
    uint32_t chan;         /* its innermost channel operation, DS_NONE */
    uint32_t wg;           /* wait group that it waits for, also while interrupted; DS_NO_OBJ */
    uint32_t looked;       /* object that its last look was at; see ds_look() */
    uint64_t wg_from;      /* the Done that ended that wait, 0 */
    uint64_t looked_seq;   /* and when */
    uint64_t drain_points; /* DRAIN: where and when it began */
    int64_t drain_start;
    struct ds_chan_outcome outcome; /* of its last channel operation */
};

/* Numbers of events in the order in which they are consumed: fifo.c. */
struct ds_fifo {
    uint64_t newest;  /* what was put last */
    uint32_t in, out; /* newest and oldest record, DS_NONE */
};

/* Parked cases of one direction, in the order in which they came. */
struct ds_queue {
    uint32_t first, last; /* DS_NONE */
};

/* Per object, likewise. */
struct ds_objx {
    uint32_t holds;   /* first of the holds on it, DS_NONE */
    uint32_t writers; /* rwlock: blocked writers */
    int32_t users;    /* mutex: glibc's user count, which destroy looks at */
    uint32_t leaving; /* barrier: released tasks that have not left yet */
    struct ds_fifo
        posts; /* semaphore: the posts that its units came from; channel: the sends that the
                             buffered values came from */
    struct ds_fifo room;      /* channel: the receives that made room in its buffer */
    struct ds_queue queue[2]; /* channel: receivers, senders */
    uint64_t wrote;           /* rwlock: last release by a writer */
    uint32_t adder;           /* wait group: who added to zero last + 1, DS_SEVERAL, 0 */
    uint32_t waiter;          /* wait group: who waited last, likewise */
};
#define DS_SEVERAL UINT32_MAX

/* A case of a channel operation under way. */
struct ds_case_rec {
    uint32_t op;            /* the operation */
    uint32_t obj, sends;    /* DS_NO_OBJ: nil */
    uint32_t index;         /* its number in the operation */
    uint32_t next;          /* the operation's next case, DS_NONE */
    uint32_t before, after; /* its neighbours in the channel's queue, while parked */
};

/* A channel operation under way. */
enum ds_chan_state { DS_CHAN_GIVEN, DS_CHAN_POSTED, DS_CHAN_PARKED, DS_CHAN_DONE };
struct ds_chan_op {
    uint64_t seq;  /* event that it parked at */
    uint64_t from; /* event that its second one synchronises with */
    uint32_t task;
    uint32_t outer;        /* the task's operation that was interrupted before it, DS_NONE */
    uint32_t depth;        /* how many those are */
    uint32_t first, count; /* its cases */
    uint32_t state;        /* enum ds_chan_state */
    uint32_t op;           /* enum ds_op that it was announced as */
    int32_t result;
    struct ds_chan_outcome out;
};

/* An armed deadline: see ds_alarm(). */
struct ds_alarm_rec {
    int64_t deadline; /* DS_NEVER: free */
    int64_t jumped;
    uint32_t next; /* free list */
};

/* TASK holds OBJ, COUNT times (reads of one rwlock add up; a mutex's depth is in its record). */
struct ds_hold {
    uint32_t task, obj, count;
    uint32_t next_of_task, next_of_obj;
};

/* COUNT units of a fifo that came from the event SEQ (0: its initial value). */
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
    uint64_t departures_off;
    uint64_t cases_off, chan_ops_off, alarms_off;
    uint32_t max_holds, max_posts, max_cases, max_chan_ops, max_alarms;
    uint32_t live;    /* entries of the live list: tasks that are RUNNING or READY, oldest first */
    uint32_t enabled; /* entries of the enabled list */
    uint32_t holds, holds_free, posts, posts_free;
    uint32_t cases, cases_free, chan_ops, chan_ops_free, alarms, alarms_free;
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
    uint32_t drains;  /* tasks that wait for a DRAIN */
    uint64_t drain_points;
    int64_t drain_start;
    uint64_t rng;         /* the strategy's */
    uint64_t program_rng; /* the program's */
    uint32_t kept;        /* bytes of the choice stream that were kept */
    uint32_t skipped;     /* questions answered "no" since the last record */
    uint32_t replay_at;
    uint32_t replay_skipped;
    uint32_t departed; /* departures of this run, or used up in it */
    struct ds_asked {  /* of the choices made since the last event */
        uint64_t points;
        uint16_t count[DS_CHOICE_COUNT];
    } asked;
    struct ds_pct pct;
    uint64_t steered; /* how often a task was held back */
};

/* What performing an operation came to. */
struct ds_step {
    int32_t result;
    uint32_t value;
    uint64_t from;
    uint32_t obj, obj2; /* of the event */
    uint32_t arg;       /* of the event */
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
static inline struct ds_objx ds_objx_none(void) {
    struct ds_fifo empty = {.in = DS_NONE, .out = DS_NONE};
    struct ds_queue nobody = {.first = DS_NONE, .last = DS_NONE};
    return (struct ds_objx){
        .holds = DS_NONE, .posts = empty, .room = empty, .queue = {nobody, nobody}};
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

static inline struct ds_case_rec *ds_case_at(const struct ds_engine *e, uint32_t c) {
    return (struct ds_case_rec *)ds_at(e, e->cases_off) + c;
}
static inline struct ds_chan_op *ds_chan_op(const struct ds_engine *e, uint32_t o) {
    return (struct ds_chan_op *)ds_at(e, e->chan_ops_off) + o;
}
static inline struct ds_alarm_rec *ds_alarm_rec(const struct ds_engine *e, uint32_t a) {
    return (struct ds_alarm_rec *)ds_at(e, e->alarms_off) + a;
}
/* Fair turns are being taken: nothing is asked of the strategy, and time is not jumped over. */
static inline bool ds_in_turns(const struct ds_engine *e) {
    return e->fair || e->tot.draining || e->drains > 0;
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
/* W is about a condition of Go's. */
static inline bool ds_cond_go(const struct ds_request *w) {
    return (w->arg & DS_COND_GO) != 0;
}
bool ds_rwlock_can(const struct ds_engine *e, uint32_t t);
void ds_rwlock_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* T gives back its side (ARG) of the Go rwlock OBJ: OK or PERM. */
int ds_rwlock_release(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t arg,
                      struct ds_step *s);
bool ds_spin_can(const struct ds_engine *e, uint32_t t);
void ds_spin_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_barrier_can(const struct ds_engine *e, uint32_t t);
void ds_barrier_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_sem_can(const struct ds_engine *e, uint32_t t);
void ds_sem_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
void ds_sem_seed(struct ds_engine *e, uint32_t obj, uint32_t value);
bool ds_once_can(const struct ds_engine *e, uint32_t t);
void ds_once_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_chan_can(const struct ds_engine *e, uint32_t t);
void ds_chan_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
bool ds_wg_can(const struct ds_engine *e, uint32_t t);
void ds_wg_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* T's wait was seen unable to go: from here on a Done that brings the counter to zero ends it. */
void ds_wg_block(struct ds_engine *e, uint32_t t);
/* T ends. */
void ds_wg_forget(struct ds_engine *e, uint32_t t);
void ds_ctx_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
void ds_atomic_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
void ds_memory_run(struct ds_engine *e, uint32_t t, struct ds_step *s);
/* T only looks at OBJ, which the event CHANGED changed last: if it did so before and nothing is new, it
 * has polled in vain. */
void ds_look(struct ds_engine *e, uint32_t t, uint32_t obj, uint64_t changed, struct ds_step *s);
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

/* chan.c: channel operations under way, and who is parked where */
/* Whether W is one of those that ds_cases() goes before. */
bool ds_chan_announces(unsigned op);
/* T announces W: fills in its obj, and its second half if it is taken up again. False if the cases that
 * were given do not fit. */
bool ds_chan_post(struct ds_engine *e, uint32_t t, struct ds_request *w);
/* T, whose announced operation found nobody, joins the queues of its channels. */
void ds_chan_park(struct ds_engine *e, uint32_t t);
/* Somebody has dealt with the parked case C: its operation leaves all queues and can go. */
void ds_chan_deal(struct ds_engine *e, uint32_t c, uint64_t from, enum ds_move move);
/* T's innermost operation is over. */
void ds_chan_end(struct ds_engine *e, uint32_t t);
/* T ends, or will make no use of what it was in. */
void ds_chan_forget(struct ds_engine *e, uint32_t t);
/* T's announced operation touches the channel OBJ; whether it shares a channel with U's. */
bool ds_chan_touches(const struct ds_engine *e, uint32_t t, uint32_t obj);
bool ds_chan_meets(const struct ds_engine *e, uint32_t t, uint32_t u);

/* fifo.c */
void ds_fifo_clear(struct ds_engine *e, struct ds_fifo *f);
void ds_fifo_put(struct ds_engine *e, struct ds_fifo *f, uint64_t seq, uint32_t count);
/* Takes one unit; the event that it came from. */
uint64_t ds_fifo_take(struct ds_engine *e, struct ds_fifo *f);

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

/* Locks have changed hands in a way that can break a cycle: marks those that are left anew. */
void ds_graph_again(struct ds_engine *e);

/* drain.c: tasks that let the others run until nothing moves */
/* T has announced DRAIN; whoever takes it out of that counts e->drains down. */
void ds_drain_begin(struct ds_engine *e, uint32_t t);
/* One that can go now: its bounds are reached or, if QUIET, because nothing moves; DS_NO_TASK. */
uint32_t ds_drain_over(struct ds_engine *e, bool quiet);
/* The moment that no DRAIN lets time jump beyond, DS_NEVER. */
int64_t ds_drain_limit(const struct ds_engine *e);

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
