/* script.h: scripts of synchronisation calls, which two players perform: interp.c with real calls
 * under the scheduler, player.c in process on the engine.
 *
 * A file holds any number of scripts:
 *
 *   script NAME                    starts one
 *   api c11                        the C11 calls instead of the pthread ones, where there are some
 *   mutex NAME [normal|recursive|errorcheck|adaptive] [static]
 *   cond NAME [realtime|monotonic] [static]
 *   rwlock NAME [readers|writers|nonrecursive] [static]
 *   spin NAME      barrier NAME COUNT      sem NAME VALUE      once NAME
 *   key NAME                       its destructor yields
 *   flag NAME                      a plain variable, or an address for annotations
 *   count NAME [START]             a plain number
 *   pipe NAME                      as small as it can be
 *   quiet                          results are not printed: when main is over it prints the counts,
 *                                  and how many calls failed in another way than being busy or late
 *   TASK: op args; op args; ...    the task called main runs first; others run when created
 *
 * Objects that are not static are initialised by main, in the order of declaration. `?op` is
 * skipped unless the task's last call returned 0. `go N` goes on N operations further on, or back.
 * A duration is a number and ns, us, ms or s, may be negative (then it is over), or is `bad` (an
 * invalid tv_nsec). A task may have several lines. Lines that start with # are comments.
 */
#ifndef CF_SCRIPT_H
#define CF_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum cf_op_id {
#define CF_OP(id, word, args, pthread, c11) CF_##id,
#include "ops.def"
#undef CF_OP
    CF_OP_COUNT
};

enum cf_kind {
    CF_KIND_MUTEX,
    CF_KIND_COND,
    CF_KIND_RWLOCK,
    CF_KIND_SPIN,
    CF_KIND_BARRIER,
    CF_KIND_SEM,
    CF_KIND_ONCE,
    CF_KIND_KEY,
    CF_KIND_FLAG,
    CF_KIND_VALUE,
    CF_KIND_PIPE,
    CF_KIND_COUNT
};
enum cf_mutex_kind { CF_NORMAL, CF_RECURSIVE, CF_ERRORCHECK, CF_ADAPTIVE };
enum cf_cond_kind { CF_REALTIME, CF_MONOTONIC };
enum cf_rw_kind { CF_READERS, CF_WRITERS, CF_NONRECURSIVE };

enum {
    CF_MAX_OBJECTS = 48,
    CF_MAX_TASKS = 12,
    CF_MAX_OPS = 240,
    CF_NAME = 24,
};
#define CF_BAD_TIME INT64_MIN

struct cf_op {
    uint16_t id; /* enum cf_op_id */
    bool if_ok;
    uint8_t arg[3];   /* objects or tasks, in the order of the operation's arguments */
    unsigned number;  /* argument n */
    int64_t duration; /* argument d, ns, or CF_BAD_TIME */
    int16_t go;       /* argument j */
};
struct cf_object {
    uint8_t kind;    /* enum cf_kind */
    uint8_t variant; /* enum cf_*_kind */
    bool is_static;
    unsigned number; /* barrier's size, semaphore's value, a count's first one */
    char name[CF_NAME];
};
struct cf_task {
    char name[CF_NAME];
    unsigned count;
    struct cf_op ops[CF_MAX_OPS];
};
struct cf_script {
    char name[48];
    bool c11, quiet;
    unsigned objects, tasks; /* tasks[0] is main */
    struct cf_object object[CF_MAX_OBJECTS];
    struct cf_task task[CF_MAX_TASKS];
};

/* Reads the next script of FILE. 1: there was one; 0: no more; -1 after a line on stderr. PATH is
 * for that line; LINE counts lines, and starts as 0. */
int cf_script_read(FILE *file, const char *path, unsigned *line, struct cf_script *script);

const char *cf_op_word(unsigned id);
/* Operations on counts; those that say where a task goes on. */
static inline bool cf_is_count(unsigned id) {
    return id >= CF_ADD && id <= CF_SAME;
}
static inline bool cf_is_go(unsigned id) {
    return id >= CF_GO && id <= CF_GO_IF_LEAST;
}
/* The operation after OP, which is number AT and may move its task. LAST: the task's last result;
 * COUNT: of the object that OP asks about. */
unsigned cf_go(const struct cf_op *op, unsigned at, int last, unsigned count);
/* True if RESULT, an errno number or serial, may be met in a program that does everything right. */
bool cf_usual(int result);
/* What is claimed of counts by OP is true of A and B. */
bool cf_holds(const struct cf_op *op, unsigned a, unsigned b);

/* True if SCRIPT performs the operation ID with a C11 call. */
bool cf_op_is_c11(const struct cf_script *script, unsigned id);

#endif
