/* world.h: plays small scripted programs on the engine, in process, and writes a text trace.
 *
 * A script is text. Statements are separated by newlines; '#' starts a comment. First the objects:
 *
 *     mutex NAME [normal|recursive|errorcheck|adaptive] [robust] [inherit|protect]
 *     cond NAME      spin NAME     once NAME
 *     rwlock NAME [readers|writers|nonrec]                 sem NAME [N]   barrier NAME N   note NAME
 *     futex NAME [value of the word; of one with an owner: its task's handle + 1, and flags]
 *     chan NAME [capacity]     wg NAME [counter]     context NAME     atomic NAME
 *
 * "go" behind a mutex, cond or rwlock makes it Go's. Then come
 * the tasks, main first, operations separated by ';' (a line may be continued by starting the
 * next one with ';'):
 *
 *     main: create A; create B detached; join A; sleep 5ms
 *     A: lock m for 1s; ?unlock m
 *
 * Futex operations have numbers behind their words, all of them unsigned (4294967295 is -1):
 *
 *     futex-wait W EXPECT [BITS]    futex-wake W N [BITS]    futex-lock W    futex-trylock W
 *     futex-requeue W W2 N MOVE [EXPECT]     futex-wake-op W W2 N N2 ENCODED     futex-unlock W
 *     futex-wait-requeue W W2 EXPECT         futex-requeue-lock W W2 N MOVE EXPECT
 *
 * Channel operations name their cases, "nil" being the nil channel. Values really move, as the engine
 * says: what is sent is a number (by default one that no other send has), and what is received ends the
 * test if it is not the number that stands behind it. 0 is what a closed channel gives.
 *
 *     send C [VALUE]     receive C [VALUE]     select >C [=VALUE] <D [=VALUE] ...     select-default ...
 *     close C     make C     len C     add G [DELTA]     rw-unlock W reader: the reading side of Go's
 *
 * "set W VALUE" stores into a word; it is no operation. "check W VALUE" ends the test if the word
 * holds something else.
 *
 * An operation is its text from op.def, then its object (tasks for create, join, tryjoin, detach),
 * for cond-wait the mutex, for *-init a number or a kind, and at the end "for TIME" (relative: 10ns
 * 5us 3ms 2s), or "badtime". '?' before it: only if the task's previous operation succeeded (once:
 * if it must initialise); '!': only if it did not. "again" starts the task's list anew. create-return
 * after create, exit at the end of a task and process-exit at the end of main are added by
 * themselves; "exit" as main's last operation ends the thread only (if no task is left then, the
 * world ends the process). hold and release are ds_hold(+1) and ds_hold(-1), no operations.
 *
 *     struct world *w = world_new(script, &cfg);    the script is checked; an error ends the test
 *     world_run(w);                                 plays to the end; returns the last status
 *     world_step(w);                                or one announcement + decision at a time
 *     world_trace(w);                               "  4 A lock m -> ok\n" for each event so far
 *     world_free(w);
 *
 * cfg's bounds are replaced by small ones (world_config()); seed and strategy are the caller's. For an
 * explicit list of choices use world_replay(): numbers are indices (who runs, oldest task first; who
 * is woken; 1 = time out), "+N/K" says yes to a jump or spurious wake-up, alternative N, after K
 * questions denied.
 *
 * world_copy() duplicates a world in the middle of its run; world_explore() plays all schedules.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "runtime/engine/engine.h"

enum { WORLD_TASKS = 16, WORLD_OPS = 64, WORLD_OBJECTS = 32, WORLD_NAME = 16 };
enum { WORLD_CASES = 6, WORLD_BUFFER = 8 };

struct world_case {
    int obj; /* index of the channel, -1 nil */
    bool sends, valued;
    uint32_t value;
};

/* One operation of a script, in a form that a real program can be made from as well. */
struct world_op {
    enum ds_op op;      /* DS_OP_NONE: again, hold or release (see special) */
    char special;       /* 'a' again, 'h' hold, 'r' release, 's' set, 'c' check, 0 */
    char when;          /* '?', '!' or 0 */
    int obj;            /* index of object or task, -1 none */
    int obj2;           /* cond-wait: the mutex; futex calls: the second word; -1 none */
    uint32_t arg;       /* *-init: count or kind; create: 1 detached */
    int64_t timeout_ns; /* relative, -1 none */
    bool bad_time;
    int numbers;
    uint32_t number[3]; /* of a futex call, behind its words */
    int cases;
    struct world_case at[WORLD_CASES]; /* of a channel operation */
};
struct world_object {
    char name[WORLD_NAME];
    enum ds_kind kind;
    uint32_t arg; /* mutex type, rwlock preference */
    uint32_t initial;
};
struct world_task {
    char name[WORLD_NAME];
    int count;
    struct world_op ops[WORLD_OPS];
};
struct world_script {
    int tasks, objects;
    struct world_task task[WORLD_TASKS];
    struct world_object object[WORLD_OBJECTS];
};

/* One script being played. */
struct world {
    struct world_script script;
    struct ds_engine *e;
    size_t size;
    struct ds_decision last;            /* what the last ds_next() said */
    uint32_t handle[WORLD_TASKS];       /* task handle by script index, DS_NO_TASK: not created */
    int script_of[WORLD_TASKS * 4];     /* script index by task handle */
    uint32_t object[WORLD_OBJECTS];     /* object handle by script index */
    uint32_t mutex_type[WORLD_OBJECTS]; /* DS_MUTEX_DEAD once destroyed */
    int pc[WORLD_TASKS * 4];            /* by task handle */
    bool good[WORLD_TASKS * 4];         /* its previous operation succeeded */
    int created[WORLD_TASKS * 4];       /* it must announce create-return for this task */
    uint32_t word[WORLD_OBJECTS];       /* what the futex words hold */
    bool sleeps[WORLD_TASKS * 4];       /* its futex call has to wait */
    uint32_t current;                   /* handle of the running task */
    struct {
        uint32_t value[WORLD_BUFFER], count;
    } buffer[WORLD_OBJECTS]; /* what the channels hold */
    uint32_t place[WORLD_TASKS * 4]
                  [WORLD_CASES]; /* values of a task's channel operation, by case */
    uint32_t sent;               /* sends so far */
    bool over;
    char trace[1 << 15]; /* filled by world_trace() */
};

/* Parses TEXT; on an error prints it to stderr and aborts. */
void world_parse(struct world_script *s, const char *text);
/* Default configuration with small bounds. */
struct ds_config world_config(enum ds_strategy_id strategy, uint64_t seed);
/* Starts a run. Engine memory is filled with junk first, so that nothing can rely on zeroes. */
struct world *world_new(const char *text, const struct ds_config *cfg);
/* Starts it anew under CFG, in the same memory where it fits. */
void world_restart(struct world *w, const struct ds_config *cfg);
struct world *world_copy(const struct world *w);
void world_free(struct world *w);
/* The running task announces its next operation and the engine decides. False when it is over. */
bool world_step(struct world *w);
enum ds_status world_run(struct world *w);
/* Both of the above for a REPLAY of CHOICES, text as described at the top. */
struct world *world_replay(const char *text, const char *choices);
/* Starts W anew, replaying the stream that FROM has recorded, under FROM's bounds. */
struct world *world_replay_of(const struct world *from);
/* The same, with ROOM for the departures from creation order that the run then notes. */
struct world *world_noting_replay_of(const struct world *from, uint32_t room);
/* FROM's script in creation order, but for the N departures of LIST; not yet run. */
struct world *world_departing(const struct world *from, const struct ds_departure *list,
                              uint32_t n);
const char *world_trace(struct world *w);
/* One event as it stands in the trace, without number and newline: "A lock m -> ok". */
void world_event_text(const struct world *w, const struct ds_event *v, char *buf, size_t size);
/* The last event of the task NAME with operation OP, NULL if there is none. */
const struct ds_event *world_find(const struct world *w, const char *name, enum ds_op op);
const struct ds_task_rec *world_task_rec(const struct world *w, const char *name);
const struct ds_obj_rec *world_obj_rec(const struct world *w, const char *name);
const char *world_result_text(int result);
/* Gives the engine the cases of OP, a channel operation that T is about to announce. */
void world_chan_give(struct world *w, uint32_t t, const struct world_op *op);
/* T's channel operation OP is over: moves the values, and checks what was received. */
void world_chan_move(struct world *w, uint32_t t, const struct world_op *op);
/* Plays every schedule of TEXT (no jumps, no spurious wake-ups), calls DONE at the end of each, and
 * returns how many there were. Stops after LIMIT. */
long world_explore(const char *text, long limit, void (*done)(struct world *w, void *arg),
                   void *arg);

#endif
