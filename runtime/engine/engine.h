/* engine.h: the deterministic scheduler that decides which task runs next, and with what result.
 *
 * Two calls make it go: ds_post() says what the running task wants to do next, ds_next() says who
 * runs now. The engine models every synchronisation object itself. Its whole state is flat and
 * pointer-free and lives in memory that the caller hands over, so it can be copied, hashed, compared
 * and mapped at another address by another process. It reads no clock, no random source and no
 * global; it does no I/O and allocates nothing. It is sequential code: only the holder of the token
 * (see shim/carrier.h) may call it.
 *
 * Time is in nanoseconds of one virtual monotonic clock. Handles (task, object) are small numbers
 * given in the order of first use; they mean nothing outside one run. What is compared between runs
 * are the 64-bit keys, which are stable across schedules.
 */
#ifndef DS_ENGINE_H
#define DS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DS_ENGINE_VERSION 4
#define DS_NEVER INT64_MAX /* no deadline */
#define DS_NO_TASK UINT32_MAX
#define DS_NO_OBJ 0u /* object handles start at 1 */

enum ds_op_flag {
    DS_F_B = 1,
    DS_F_A = 2,
    DS_F_R = 4,
    DS_F_P = 8,
    DS_F_W = 16,
    DS_F_I = 32,
};

enum ds_op {
#define DS_OP(id, text, family, flags) DS_OP_##id,
#include "op.def"
#undef DS_OP
    DS_OP_COUNT
};

enum ds_misuse {
#define DS_MISUSE(id, subkind, words) DS_MISUSE_##id,
#include "misuse.def"
#undef DS_MISUSE
    DS_MISUSE_COUNT
};

/* Object kinds. An object's kind never changes; re-initialising makes a new generation of it. */
enum ds_kind {
    DS_KIND_NONE,
    DS_KIND_MUTEX,
    DS_KIND_COND,
    DS_KIND_RWLOCK,
    DS_KIND_SPIN,
    DS_KIND_BARRIER,
    DS_KIND_SEM,
    DS_KIND_ONCE,
    DS_KIND_NOTE,   /* an address named in a happens-before annotation */
    DS_KIND_EVENT,  /* something whose state the caller watches: a pipe, a signal, a child */
    DS_KIND_FUTEX,  /* a word of the program's memory that futex calls name */
    DS_KIND_CHAN,   /* a Go channel: see ds_chan() */
    DS_KIND_WG,     /* a Go wait group */
    DS_KIND_CTX,    /* a Go context */
    DS_KIND_ATOMIC, /* a Go atomic */
    DS_KIND_MEMORY, /* memory that the program reads and writes, atomically or plainly */
    DS_KIND_COUNT
};

/* Mutex types and rwlock preferences, as handed in with each operation (ds_request.arg). */
enum ds_mutex_type {
    DS_MUTEX_NORMAL,
    DS_MUTEX_RECURSIVE,
    DS_MUTEX_ERRORCHECK,
    DS_MUTEX_ADAPTIVE,
    DS_MUTEX_DEAD, /* destroyed: the object's memory says so */
    DS_MUTEX_TYPE = 15,
    /* with the type */
    DS_MUTEX_ROBUST = 16,
    DS_MUTEX_INHERIT = 32, /* priority inheritance */
    DS_MUTEX_PROTECT = 64, /* priority protection */
    DS_MUTEX_GO = 128      /* Go's: anybody may unlock it; unlocked twice: DS_PERM, no misuse */
};
/* A robust mutex: its owner ended while it held it; it was taken by one who was told so; such a one
 * gave it back without making it consistent. */
enum ds_robust { DS_ROBUST_GOOD, DS_ROBUST_DIED, DS_ROBUST_TOLD, DS_ROBUST_LOST };
enum ds_rw_pref {
    DS_RW_READERS,
    DS_RW_WRITERS,
    DS_RW_WRITERS_NONREC,
    DS_RW_GO = 16, /* Go's: a blocked writer stops new readers; anybody may unlock either side, and
                       what is not locked on that side gives DS_PERM, no misuse */
    DS_RW_READER = 32 /* with DS_RW_GO, for RW_UNLOCK and COND_WAIT: its reading side */
};
/* COND_WAIT, with the flags of the lock (obj2): Go's condition. Waiters
 * are woken in the order in which they came, and for nothing else; the lock may be a Go mutex or
 * either side of a Go rwlock. COND_WAIT comes back without it: the caller then locks it as usual. */
enum { DS_COND_GO = 256 };

/* What an operation returned. The shim maps these to errno numbers. */
enum ds_result {
    DS_OK,
    DS_BUSY,
    DS_TIMEDOUT,
    DS_DEADLK,
    DS_PERM,
    DS_INVAL,
    DS_AGAIN,
    DS_OVERFLOW,
    DS_SRCH,
    DS_SERIAL,    /* barrier: this task is the serial one; once: run the initialiser */
    DS_LAST,      /* exit: no other task is left, the caller must end the process */
    DS_FULL,      /* create: the engine has no room for another task */
    DS_INTR,      /* ds_interrupt() ended the wait before what it waits for came */
    DS_NOSYS,     /* no such operation */
    DS_OWNERDEAD, /* robust mutex: taken, but its last owner ended while it held it */
    DS_LOST,      /* robust mutex: such a one was given back without being made consistent */
    DS_CLOSED,    /* channel: it is closed, and the caller panics */
    DS_NEGATIVE,  /* wait group: its counter is below zero, and the caller panics */
    DS_REUSED,    /* wait group: reused before this wait has returned, and the caller panics */
    DS_RESULT_COUNT
};

/* Why ds_next() came back. Anything but RUN and IDLE ends the run; the caller then leaves the
 * process. */
enum ds_status {
    DS_ST_RUN,      /* decision.task runs with decision.result */
    DS_ST_DEADLOCK, /* before the process exited: nothing can ever run */
    DS_ST_DRAINED,  /* after PROC_EXIT: the drain is over, decision.task is the exiting task */
    DS_ST_LIVELOCK, /* the step bound, and then the fair continuation's bound, were reached */
    DS_ST_FULL,     /* out of tasks or objects: see limits */
    DS_ST_DIVERGED, /* replay: the recorded choice does not exist here */
    DS_ST_IDLE,     /* nobody can go on now, but tasks wait for events: see ds_event_ready() */
    DS_ST_COUNT
};

/* Strategies, one file each (strategy_*.c). */
enum ds_strategy_id {
    DS_STRAT_ORDER,  /* creation order, never pre-empting */
    DS_STRAT_RANDOM, /* uniform random walk */
    DS_STRAT_PCT,    /* PCT with depth params.depth */
    DS_STRAT_POS,    /* partial-order sampling */
    DS_STRAT_REPLAY, /* a recorded stream of choices */
    DS_STRAT_STEER,  /* into the cycle of locks numbered params.cycle */
    DS_STRAT_DEPART, /* creation order, but for the choices at ds_departures() */
    DS_STRAT_COUNT
};

/* EVENT_ACT's argument: which way what is done to the object passes on what came before it. */
enum ds_act { DS_ACT_SEND = 1, DS_ACT_RECEIVE = 2 };

/* EVENT_WAIT's argument: what is waited for, which only reports read, and whether it may come from
 * outside the process. */
enum ds_wait_for {
    DS_WAIT_ANY,
    DS_WAIT_READ,
    DS_WAIT_WRITE,
    DS_WAIT_READY, /* one of several descriptors */
    DS_WAIT_ACCEPT,
    DS_WAIT_CONNECT,
    DS_WAIT_OPEN,
    DS_WAIT_CHILD,
    DS_WAIT_OUTSIDE = 256 /* flag: somebody outside may bring it */
};

/* What choices are recorded as; every choice with more than one alternative goes through the strategy. */
enum ds_choice {
    DS_CHOICE_TASK,     /* who runs */
    DS_CHOICE_WAITER,   /* which waiter a signal wakes, a futex call wakes or moves */
    DS_CHOICE_TIMEOUT,  /* an object and its deadline are both there: take the time-out? */
    DS_CHOICE_JUMP,     /* let a sleeper or a timed waiter go early? then: which one */
    DS_CHOICE_SPURIOUS, /* wake a condition or futex wait for nothing? then: which one */
    DS_CHOICE_SELECT,   /* which of a channel operation's cases that can go is taken */
    DS_CHOICE_COUNT
};

/* A circle of waiters that could be: each of its tasks takes, while it holds one lock, the one that the
 * next of them holds. */
#define DS_MAX_CYCLES 4
#define DS_MAX_CYCLE 4
struct ds_cycle {
    uint32_t length; /* 2 to DS_MAX_CYCLE */
    uint32_t spare;
    struct ds_cycle_step {
        uint64_t task, held, wanted; /* keys */
    } step[DS_MAX_CYCLE];
};

/* Knowledge from earlier runs that a strategy may use; frozen for a campaign. All zero: none. */
struct ds_profile {
    uint64_t decisions; /* most decisions with two or more enabled tasks in one profile run */
    uint64_t tasks;     /* most tasks in one profile run */
    uint64_t hash;      /* identity of the profile, carried by tokens; 0 if there is none */
    uint32_t cycle_count;
    uint32_t spare;
    struct ds_cycle cycles[DS_MAX_CYCLES]; /* seen to be possible */
};

struct ds_params {
    uint32_t depth; /* PCT: bug depth d >= 1 */
    uint32_t cycle; /* STEER: which of the profile's */
};

/* One choice that is another than the creation-order run would make there. Where that is does not depend on
 * what was chosen elsewhere: a list still means something when some of it is left out. */
struct ds_departure {
    uint64_t task; /* key of the task that ran last */
    uint64_t to;   /* TIMEOUT and SELECT: the index of what is chosen; else the chosen task's key */
    uint32_t point; /* how many events that task had made */
    uint16_t kind;  /* enum ds_choice */
    uint16_t nth;   /* how many choices of this kind were made since the last event */
};

/* Everything a run depends on. Filled by ds_config_default(), then changed by the caller. */
struct ds_config {
    uint64_t seed;
    uint32_t strategy; /* enum ds_strategy_id */
    uint32_t max_tasks;
    uint32_t max_objects;
    uint32_t max_choices;  /* bytes of choice stream kept; 0 keeps none */
    uint32_t event_slots;  /* power of two: the newest events are kept in a ring */
    uint32_t spurious_max; /* spurious wake-ups allowed in this run; 0 none */
    struct ds_params params;
    struct ds_profile profile;
    uint64_t max_steps;        /* points before the fair continuation starts */
    uint64_t max_fair_steps;   /* points of the fair continuation before LIVELOCK */
    uint64_t drain_steps;      /* points of the drain */
    int64_t drain_ns;          /* virtual length of the drain */
    int64_t patience_ns;       /* bound on what is jumped over while a timed wait is armed */
    int64_t sleep_patience_ns; /* the same for pure sleeps */
    int64_t start_ns;          /* monotonic time at the start */
    int64_t tick_ns;           /* time that one point takes */
    uint32_t replay_len;       /* REPLAY: bytes at ds_replay_bytes() */
    uint32_t
        departures; /* DEPART: how many at ds_departures(). REPLAY: room for them, which the run
                                  fills with its own; 0 fills none */
};

/* What the running task wants to do next. Unused fields are zero; deadline is DS_NEVER if none. */
struct ds_request {
    uint16_t op;       /* enum ds_op */
    uint16_t misuse;   /* enum ds_misuse the shim itself saw (a copied lock); normally NONE */
    uint32_t obj;      /* object the operation is about; for JOIN and DETACH the task handle;
                          EVENT_*: may be DS_NO_OBJ; CHAN_*: see ds_cases() */
    uint32_t obj2;     /* COND_WAIT: the lock */
    uint32_t arg;      /* mutex type, rwlock preference, initial count; CREATE: 1 if detached;
                          WG_ADD: the delta, an int32_t; CTX_ERR: 1 if there is an error to be read;
                          MEM_*: size in bytes, and the memory order (C11's number) << 16;
                          HANDLER: a number of the caller's */
    int64_t deadline;  /* absolute, DS_NEVER if the call has none */
    uint32_t bad_time; /* the time-out argument is invalid: DS_INVAL if the call would block */
    uint32_t stack;    /* the shim's number of the call stack, 0 if not captured */
    uint64_t site;     /* call site as the shim names it (module-relative), for reports only */
};

struct ds_decision {
    uint32_t status; /* enum ds_status */
    uint32_t task;
    int32_t result; /* enum ds_result of that task's operation; CREATE: see value */
    uint32_t value; /* CREATE: handle of the new task; SEM_GETVALUE: the value; CHAN_LEN: how many
                       values; channel operations: the case that was taken, or UINT32_MAX */
    uint64_t seq;   /* number of the event */
};

enum ds_event_flag {
    DS_EV_TIMED = 1,    /* the call had a deadline */
    DS_EV_EARLY = 2,    /* its time-out or sleep was taken early, by a jump over runnable tasks */
    DS_EV_SPURIOUS = 4, /* a condition or futex wait that nobody woke came back */
    DS_EV_VOID = 8,   /* signal, broadcast or futex wake that found no waiter; receive that brought
                           no value, the channel being closed; look that saw nothing new */
    DS_EV_DRAIN = 16, /* happened after the process exited */
    DS_EV_FAIR = 32,  /* happened in the fair continuation */
    DS_EV_BLOCKED = 64,    /* the operation had to wait before it could happen */
    DS_EV_CONTENDED = 128, /* two or more tasks were enabled when it was chosen */
    DS_EV_PARKED = 256,    /* channel operation that found nobody: a second event will end it */
};

/* In `arg` of the events select, selected and select-default, with the number of the case that was
 * taken (obj is its channel): it sends. A select that parks has its count of cases there, and
 * select-default that took none 0 and result DS_AGAIN. */
#define DS_CASE_SENDS (1u << 31)

/* One committed step. 64 bytes. */
struct ds_event {
    uint64_t seq; /* from 1 */
    int64_t time;
    uint64_t site;
    uint64_t from; /* event it synchronises with (unlock before lock, signal before wake), 0 none */
    uint32_t task;
    uint32_t obj; /* object handle, or task handle for CREATE/CREATED/JOIN/TRYJOIN/DETACH */
    uint32_t obj2;
    int32_t result;
    uint32_t stack;
    uint16_t op;
    uint16_t misuse;
    uint16_t flags;
    uint16_t enabled; /* how many tasks were enabled, at most 65535 */
    uint32_t arg;
};

enum ds_task_state {
    DS_TASK_NONE,
    DS_TASK_RUNNING, /* holds the token */
    DS_TASK_READY,   /* has announced an operation; enabled or not */
    DS_TASK_EXITED,  /* ended, not yet joined */
    DS_TASK_GONE     /* joined, or ended detached */
};

/* One task. Written by the engine only; read-only for everybody else. */
struct ds_task_rec {
    uint64_t key;      /* stable: made of the creator's key and the count of its creations */
    uint32_t parent;   /* DS_NO_TASK for main and for adopted threads */
    uint32_t nth;      /* how many tasks the parent had created before it, plus 1 */
    uint32_t children; /* tasks it has created */
    uint32_t state;    /* enum ds_task_state */
    uint32_t detached;
    uint32_t joiner;      /* task that waits to join it, or DS_NO_TASK */
    uint32_t woken;       /* COND_WAKE/BARRIER_LEAVE/EVENT_WAIT/FUTEX_*SLEEP/CHAN_SENT/CHAN_RECVD/
                  CHAN_SELECTED/WG_WAIT/Go's RW_RDLOCK: what it waits for has come */
    uint32_t woken_flags; /* DS_EV_* that its next event will carry */
    uint64_t woken_from;  /* event that woke it */
    uint64_t posted_seq;  /* number of the last event when it announced its operation */
    uint64_t events;      /* events it has made */
    uint64_t create_seq;  /* its CREATE event; 0 for main */
    uint64_t exit_seq;
    int64_t jumped;         /* of its armed deadline: sum jumped over while a task was runnable */
    uint32_t held;          /* locks it holds */
    uint32_t nopreempt;     /* depth of ds_hold(): while > 0 and enabled, nobody else is chosen */
    uint32_t in_cycle;      /* found in a cycle of waiters that can never be broken */
    uint32_t self_wait;     /* waits for what it holds itself */
    uint64_t prio;          /* strategy's */
    uint64_t prio2;         /* strategy's */
    struct ds_request want; /* what it has announced, if READY */
    int32_t early_result;   /* internal */
    uint32_t daemon;        /* ds_daemon(): not a task of the program's */
};

/* One object. Written by the engine only. */
enum ds_end { DS_END_NONE, DS_END_DESTROYED, DS_END_FREED };
struct ds_obj_rec {
    uint64_t key; /* stable identity, given by the caller */
    uint16_t kind;
    uint16_t destroyed;   /* enum ds_end: it is, or the memory that it lies in was freed */
    uint32_t generation;  /* how often it was initialised */
    uint32_t owner;       /* mutex, rwlock writer, spin, once runner, PI word; DS_NO_TASK */
    uint32_t count;       /* recursion depth; readers; semaphore value; barrier size; once: 2 done;
                            channel: values in its buffer; wait group: its counter, an int32_t;
                            context: 1 cancelled */
    uint32_t waiting;     /* tasks inside a wait on it (condition, barrier, futex, wait group);
                            channel: cases parked on it */
    uint32_t mutex;       /* condition: the mutex its waiters use */
    uint32_t round;       /* barrier: rounds completed; PI word: who took it last + 1;
                            robust mutex: enum ds_robust; channel: 1 closed */
    uint32_t arg;         /* last type or preference seen; channel: its capacity */
    uint64_t owner_seq;   /* event that took it last; channel: that changed its buffer or closed it;
                            wait group: the last Add to a counter of zero */
    uint64_t release_seq; /* event that released it last; channel: its close */
    uint64_t void_seq;    /* condition: last signal or broadcast that found no waiter */
    uint64_t signals;     /* condition: signals and broadcasts that found a waiter */
    uint64_t init_seq;    /* event that initialised it; channel: its make */
};

enum ds_limit {
    DS_LIMIT_STEPS = 1, /* the fair continuation was entered */
    DS_LIMIT_DRAIN = 2, /* the drain was cut off */
    DS_LIMIT_TASKS = 4,
    DS_LIMIT_OBJECTS = 8,
    DS_LIMIT_CHOICES = 16, /* the choice stream is longer than what was kept */
    DS_LIMIT_EVENTS = 32   /* older events fell out of the ring */
};

/* Figures of a run, all of them deterministic. */
struct ds_totals {
    uint64_t points;    /* events */
    uint64_t decisions; /* choices of a task among two or more */
    uint64_t switches;
    uint64_t trace_hash; /* over every event's task, operation, object, result and virtual time */
    uint64_t schedule_hash; /* over the tasks and operations alone, in order */
    uint64_t choices;       /* length of the choice stream in bytes, kept or not */
    int64_t now;
    uint32_t tasks;    /* task records in use */
    uint32_t objects;  /* object records in use; handles are 1..objects */
    uint32_t competed; /* most tasks that were enabled at one decision */
    uint32_t limits;   /* enum ds_limit */
    uint32_t early;    /* time-outs and sleeps taken early */
    uint32_t spurious; /* spurious wake-ups */
    uint32_t status;   /* enum ds_status of the last ds_next() */
    uint32_t draining;
};

struct ds_engine; /* opaque; lives at the start of the caller's memory */

/* Fills CFG with the defaults of DESIGN's option table. */
void ds_config_default(struct ds_config *cfg);
/* What the default mix decides for a seed: strategy, parameters, spurious_max. Pure; sets cfg->seed.
 * Seed 0 is the creation-order run. Needs cfg->profile to be set: with cycles in it every fourth seed is
 * steered into one of them, in turn; all others stay what they are without. */
void ds_mix_apply(struct ds_config *cfg, uint64_t seed);
/* Bytes of memory that a run under CFG needs. The memory need not be zeroed. */
size_t ds_engine_size(const struct ds_config *cfg);
/* Makes a new run in MEM (16-aligned, SIZE bytes). Task 0 (main) exists and is running.
 * Returns NULL if SIZE is too small or CFG is absurd. */
struct ds_engine *ds_engine_init(void *mem, size_t size, const struct ds_config *cfg);
/* Where a REPLAY run expects its cfg->replay_len bytes; call after init, before the first ds_next. */
uint8_t *ds_replay_bytes(struct ds_engine *e);
/* Likewise a DEPART run its cfg->departures; of a REPLAY run, once it is over, those that it has filled, and
 * *MADE how many there were, which may be more. */
struct ds_departure *ds_departures(const struct ds_engine *e, uint32_t *made);

/* Registers an object that has not been used before. KEY is its stable identity. INITIAL is the
 * state it is found in: a mutex's or spin lock's owner + 1, a rwlock's readers * 2, or 1 for a writer
 * (all taken to be main), a semaphore's value, a barrier's size, a once's "done" (2), a wait group's
 * counter, else 0. Returns its handle, or DS_NO_OBJ if there is no room (the run then
 * ends with DS_ST_FULL at the next ds_next). */
uint32_t ds_object(struct ds_engine *e, enum ds_kind kind, uint64_t key, uint32_t initial);
/* Replaces the key that an object (or task) is known by, before it is first used. */
void ds_object_rekey(struct ds_engine *e, uint32_t obj, uint64_t key);
/* The memory that OBJ lies in was given back: who uses it from here on misuses it, until it begins a new life. */
void ds_object_freed(struct ds_engine *e, uint32_t obj);
/* Registers a thread that the program did not create through us; it becomes READY with START. */
uint32_t ds_adopt(struct ds_engine *e);
/* The real thread behind TASK, which a CREATE has just returned, could not be made: the task is
 * removed (GONE) before its START. Its number stays used, so later siblings keep their keys. */
void ds_create_failed(struct ds_engine *e, uint32_t task);

/* Announces what TASK, which is running, wants next; it becomes READY. */
void ds_post(struct ds_engine *e, uint32_t task, const struct ds_request *req);
/* Picks a task, performs its operation on the model, and says with what result it goes on. */
void ds_next(struct ds_engine *e, struct ds_decision *dec);
/* While TASK's hold depth is above zero and it is enabled, no other task is chosen. */
void ds_hold(struct ds_engine *e, uint32_t task, int delta);

/* Events. An EVENT_WAIT ends when the caller says that what TASK waits for is there (READY), and not
 * before, or at its deadline; READY false takes that back while the task has not been chosen. True
 * if TASK is in such a wait. What is ready must follow from what the tasks have done, in the same
 * way in each run of a seed, or the run is not exact. When nobody can go on otherwise, ds_next()
 * comes back with DS_ST_IDLE once before it lets time pass or ends the run: the caller looks again,
 * and calls ds_next() again. */
bool ds_event_ready(struct ds_engine *e, uint32_t task, bool ready);
/* Ends the wait that TASK is in, or will be found in, with DS_INTR, unless what it waits for comes
 * first: a lock, a condition (it then no longer waits and does not hold the mutex), a semaphore, a
 * join, a sleep, an event, a channel or wait group (it keeps its place, and announces the same again).
 * False for a task that is in none of these: barriers, initialisers, destructions and Go's conditions
 * are not interrupted. */
bool ds_interrupt(struct ds_engine *e, uint32_t task);
/* Moves the deadline of the event wait that TASK is in; false if it is in none. */
bool ds_event_deadline(struct ds_engine *e, uint32_t task, int64_t deadline);
/* Chooses one of N > 0 TASKS for what the caller hands to any of them; recorded and replayed as which
 * waiter a signal wakes is. */
uint32_t ds_pick(struct ds_engine *e, const uint32_t *tasks, uint32_t n);
/* Registers a task that serves the caller, as ds_daemon() says. It is found in an event wait without
 * an object, until DEADLINE. DS_NO_TASK if there is no room. */
uint32_t ds_serve(struct ds_engine *e, int64_t deadline);
/* TASK serves the caller, not the program: the program ends without waiting for it. */
void ds_daemon(struct ds_engine *e, uint32_t task);
/* Writes to TO, which has room for all of E and is zero, what a run can go on with: everything but
 * past events and choices. */
void ds_copy(const struct ds_engine *e, void *to);
/* In a copy of the engine that a forked child goes on with: TASK, which is running, is the only one
 * that is left. What the others held stays held. From here on choices are uniform, drawn from the seed and KEY;
 * under the strategies order, replay and depart the child goes on in order of creation. */
void ds_keep_only(struct ds_engine *e, uint32_t task, uint64_t key);

/* Owner of a PI futex word as the engine is told it: the task's handle + 1, and the kernel's flags. An
 * owner that is no task of the run is DS_FUTEX_OWNER itself. */
#define DS_FUTEX_OWNER 0x3fffffffu
#define DS_FUTEX_DIED 0x40000000u
#define DS_FUTEX_WAITERS 0x80000000u

/* What a futex call was given, finds in its words, and leaves there. */
struct ds_futex {
    uint32_t word[2]; /* values of the words (obj, obj2); of a lock's word the owner as above; those
                         marked in `write` have changed */
    uint32_t
        expect; /* waits, REQUEUE with `compare`, REQUEUE_PI: the value that the first must have */
    uint32_t bits;    /* WAKE: only waiters with one of these */
    int32_t most[2];  /* how many to wake, and to move (WAKE_OP: to wake at the second word) */
    uint32_t wake_op; /* WAKE_OP: as the kernel encodes it */
    uint32_t count;   /* out: how many were woken or moved */
    bool compare, write[2];
    bool
        sleep; /* out: the call must wait: TASK announces FUTEX_SLEEP (arg: its bits) or FUTEX_PI_SLEEP
                   (obj2: the word it wants to be moved to, if any) next */
};
/* Carries out the futex operation that TASK has just been chosen for, before any task runs on; returns
 * its enum ds_result. A FUTEX_PI_SLEEP that comes back with decision.value 1 got its lock from an owner
 * that died: the caller marks the word. */
int ds_futex(struct ds_engine *e, uint32_t task, struct ds_futex *f);

/* True if a task other than TASK could run now, or later by a deadline: worth a pre-emption. */
bool ds_others_waiting(const struct ds_engine *e, uint32_t task);

/* Channels, as Go has them: those who wait are served in the order in which they came, by handing the
 * value over directly. The engine knows no values, only who meets whom.
 *
 * A send or receive is an operation of one case, a select of any number; ds_cases() gives them, then
 * ds_post() announces CHAN_SEND, CHAN_RECV, CHAN_SELECT or CHAN_POLL (a select with default), whose obj
 * the engine fills in. Only once it is chosen it looks. If no case can go it parks on all of its channels
 * (DS_EV_PARKED), and comes back by a second event, CHAN_SENT, CHAN_RECVD or CHAN_SELECTED, when another
 * task has dealt with one of them; CHAN_POLL comes back at once with DS_AGAIN. Result DS_CLOSED: the case
 * taken was a send on a closed channel. A parked task that is interrupted (DS_INTR) keeps its places:
 * it may do anything else, channel operations included, and then announces the same operation again,
 * without ds_cases(). */
struct ds_case {
    uint32_t obj;   /* DS_NO_OBJ: a nil channel, which never can go */
    uint32_t sends; /* 1: a send; 0: a receive */
};
enum ds_move {
    DS_MOVE_NONE,   /* nothing: the other side moves the value, or there is none */
    DS_MOVE_BUFFER, /* send: into the buffer; receive: the oldest out of it */
    DS_MOVE_PEER,   /* to (send) or from (receive) the peer's case */
    DS_MOVE_SHIFT,  /* receive: the oldest out of the buffer, then the peer's into it */
    DS_MOVE_ZERO,   /* receive: there is no value, the channel is closed */
    DS_MOVE_PANIC   /* send on a closed channel */
};
/* What became of a task's last channel operation. */
struct ds_chan_outcome {
    uint32_t chosen; /* number of the case, UINT32_MAX: none (CHAN_POLL) */
    uint32_t move;   /* enum ds_move: what the task must do before its next point */
    uint32_t peer;   /* PEER and SHIFT: the parked task, which case of its, and which of its ... */
    uint32_t peer_case; /* ... operations: 0, or how many others were interrupted before it */
    uint32_t peer_depth;
    uint32_t ok; /* receive: 1 if there is a value */
};
/* Registers a channel; capacities beyond UINT32_MAX count as that. BUFFERED and CLOSED: what it is
 * found in. CHAN_MAKE, announced with its capacity as arg, says when it was made. DS_NO_OBJ as
 * ds_object(). */
uint32_t ds_chan(struct ds_engine *e, uint64_t key, uint32_t capacity, uint32_t buffered,
                 bool closed);
/* The N CASES of the channel operation that TASK, which is running, announces next. */
void ds_cases(struct ds_engine *e, uint32_t task, const struct ds_case *cases, uint32_t n);
/* Of the operation that TASK has just come back from. */
void ds_chan_outcome(const struct ds_engine *e, uint32_t task, struct ds_chan_outcome *outcome);
/* The cases of the channel operation that TASK is in: writes at most MAX, returns how many there are.
 * 0 if it is in none, or in a select without cases. Bears an engine that is not trusted but valid. */
uint32_t ds_cases_of(const struct ds_engine *e, uint32_t task, struct ds_case *cases, uint32_t max);

/* An armed deadline beside those that tasks wait for: a timer that one task serves among others. The
 * clock does not jump over tasks that can run to a moment that the patience of any alarm forbids. ALARM 0
 * makes a new one; returns its handle, 0 if there is no room (the run then ends with DS_ST_FULL).
 * Moving one to another deadline renews its patience; DS_NEVER gives it up and returns 0. */
uint32_t ds_alarm(struct ds_engine *e, uint32_t alarm, int64_t deadline);

/* What MEM_* operations do to memory is the caller's, done before anybody else runs, and order too. Of the
 * one that TASK has just come back from: the event it synchronises with (0 none), and whether it was IN_VAIN,
 * an update that changed nothing, as a look that brought nothing new is. */
void ds_memory_done(struct ds_engine *e, uint32_t task, uint64_t from, bool in_vain);

/* Virtual monotonic time now. ds_clock_read() also lets time pass, as a read of a clock does. */
int64_t ds_now(const struct ds_engine *e);
int64_t ds_clock_read(struct ds_engine *e);
/* A draw from the stream that belongs to the program (the same for every seed of a campaign). */
uint64_t ds_program_random(struct ds_engine *e);
/* Calls MARK with the number of each past event that a later one may have as its `from`; with others too,
 * and 0. */
void ds_sources(const struct ds_engine *e, void (*mark)(uint64_t seq));

/* Read-only views; valid as long as the memory is. */
const struct ds_totals *ds_totals(const struct ds_engine *e);
/* The task whose end of the process began the drain; DS_NO_TASK before that. */
uint32_t ds_exiting(const struct ds_engine *e);
const struct ds_config *ds_config(const struct ds_engine *e);
const struct ds_task_rec *ds_task_at(const struct ds_engine *e, uint32_t task);
const struct ds_obj_rec *ds_obj_at(const struct ds_engine *e, uint32_t obj);
/* True if TASK, which may have ended, holds the lock OBJ. */
bool ds_holds(const struct ds_engine *e, uint32_t task, uint32_t obj);
/* The event numbered SEQ, or NULL if it is not in the ring any more. */
const struct ds_event *ds_event_at(const struct ds_engine *e, uint64_t seq);
const uint8_t *ds_choice_bytes(const struct ds_engine *e, uint32_t *len);
/* True if the bytes at MEM are an engine of this version whose counts and offsets lie within SIZE;
 * for readers that do not trust the process that wrote it. */
bool ds_engine_valid(const void *mem, size_t size);

const char *ds_op_text(unsigned op);
unsigned ds_op_flags(unsigned op);
/* Whether an operation only let time pass, or looked or tried in vain: of a loop of those somebody else has to be
 * the end. FLAGS: enum ds_event_flag bits. */
bool ds_op_got_nothing(unsigned op, int32_t result, unsigned flags);
const char *ds_misuse_text(unsigned misuse);
const char *ds_misuse_words(unsigned misuse);
const char *ds_strategy_name(unsigned id);
/* Stable key of the NTH task that the task with key PARENT creates, and of other things that are
 * counted: mixes two numbers. */
uint64_t ds_key_mix(uint64_t a, uint64_t b);

#endif
