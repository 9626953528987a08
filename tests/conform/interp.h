/* interp.h: what the files of the interpreter share: the script, its objects, and how calls report. */
#ifndef CF_INTERP_H
#define CF_INTERP_H

#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

#include "script.h"

enum { SERIAL = -1, SILENT = -2, FAILED = -3 }; /* results that are no errno numbers */

union storage {
    pthread_mutex_t mutex;
    mtx_t mtx;
    pthread_cond_t cond;
    cnd_t cnd;
    pthread_rwlock_t rwlock;
    struct {
        pthread_spinlock_t lock;
    } spin;
    pthread_barrier_t barrier;
    sem_t sem;
    pthread_once_t once;
    once_flag flag_once;
    pthread_key_t key;
    tss_t tss;
    int flag;
    unsigned count;
    int pipe[2];
};

extern struct cf_script script;
extern union storage objects[CF_MAX_OBJECTS];

/* Where the argument AT of OP lives. */
union storage *object(const struct cf_op *op, unsigned at);

/* Errno numbers (or FAILED) for what a C11 call returned, and for a call that sets errno. */
int c11(int result);
int code(int result);

/* The time DURATION from now on CLOCK; a span of DURATION. CF_BAD_TIME makes an invalid one. */
struct timespec at(clockid_t clock, int64_t duration);
struct timespec span(int64_t duration);

/* interp_objects.c: gives object INDEX its static value; initialises it by its call. */
void make_static(unsigned index);
int init(unsigned index);

/* interp_locks.c: each performs OP and returns an errno number or one of the above. */
int do_mutex(const struct cf_op *op);
int do_cond(const struct cf_op *op);
int do_rwlock(const struct cf_op *op);
int do_spin_or_barrier(const struct cf_op *op);
int do_sem(const struct cf_op *op, int *value);
int do_once(const struct cf_op *op);
int do_pipe(const struct cf_op *op);

#endif
