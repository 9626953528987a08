/* rows.h: what the families of return-code rows share: how a row is noted, and a second thread that
 * brings an object into a state.
 *
 * A row is one line "family/case -> VALUE", VALUE the name of an errno number or a plain number. The
 * rows of a run do not depend on the schedule: a case that natively waits for ever is released by a
 * second thread, has a deadline, or is left out (cf_left_out(), with the reason; printed by `list`).
 * There are two sections: rows that any correct program may have, and rows that misuse something
 * but have a stable value in the reference libc.
 */
#ifndef CF_ROWS_H
#define CF_ROWS_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <time.h>

#define CF_LENGTH(table) (sizeof(table) / sizeof((table)[0]))

enum cf_section { CF_CLEAN, CF_MISUSE };
/* The section that this run is about. */
extern enum cf_section cf_section;

/* Notes a row whose value is the errno number RC, 0 included. */
__attribute__((format(printf, 2, 3))) void cf_rc(int rc, const char *fmt, ...);
/* Notes a row whose value is a plain number. */
__attribute__((format(printf, 2, 3))) void cf_value(long value, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void cf_left_out(const char *reason, const char *fmt, ...);

/* errno if RESULT is -1, else RESULT: for the calls that report through errno. */
int cf_errno(int result);

/* The ways a time-out argument can be. */
enum cf_when { CF_PAST, CF_SOON, CF_FAR, CF_NEGATIVE, CF_TOO_BIG, CF_BEFORE_EPOCH, CF_WHEN_COUNT };
/* A time on CLOCK (one of the two that waits take; any other is read as realtime). SOON is 1 ms from
 * now, FAR beyond any patience; NEGATIVE and TOO_BIG have an invalid tv_nsec. */
struct timespec cf_time(clockid_t clock, enum cf_when when);
const char *cf_when_name(enum cf_when when);

/* A second thread that has called TAKE(OBJ), and calls GIVE(OBJ) when told to. */
struct cf_other {
    pthread_t thread;
    sem_t taken, go;
    int (*take)(void *);
    int (*give)(void *);
    void *obj;
    int give_rc;
};
void cf_other_start(struct cf_other *o, int (*take)(void *), int (*give)(void *), void *obj);
/* Lets it give, joins it, and returns what its GIVE returned. */
int cf_other_stop(struct cf_other *o);
/* Lets it give at a time of its own, while the caller goes on; cf_other_join() afterwards. */
void cf_other_release(struct cf_other *o);
int cf_other_join(struct cf_other *o);

/* Runs BODY(ARG) in a new thread and returns what it returned. */
long cf_in_thread(long (*body)(void *), void *arg);

/* The families. Each notes its rows of the current section; PART picks a type or preference. */
void cf_rows_mutex(int part);
void cf_rows_mutex_more(int part);
void cf_rows_cond(int part);
void cf_rows_rwlock(int part);
void cf_rows_rwlock_more(int part);
void cf_rows_spin(int part);
void cf_rows_barrier(int part);
void cf_rows_sem(int part);
void cf_rows_once(int part);
void cf_rows_key(int part);
void cf_rows_thread(int part);
void cf_rows_join(int part);
void cf_rows_sleep(int part);
void cf_rows_clock(int part);
void cf_rows_c11(int part);
void cf_rows_futex(int part);
void cf_rows_robust(int part);
void cf_rows_sem_named(int part);
void cf_rows_io(int part);
void cf_rows_signal(int part);
void cf_rows_fd(int part);

#endif
