/* interp.c: performs one script with real calls; what each returned is written to standard output, or
 * what came of it all.
 *
 *   interp FILE NAME
 */
#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "interp.h"
#include "shim/detsched.h"

struct cf_script script;
union storage objects[CF_MAX_OBJECTS];
static pthread_t threads[CF_MAX_TASKS];
static unsigned unusual; /* results that were; changed atomically, for native runs */

union storage *object(const struct cf_op *op, unsigned at) {
    return &objects[op->arg[at]];
}

static void say(unsigned task, unsigned at, unsigned id, int result, int value) {
    char text[120];
    const char *name = result == 0        ? "0"
                       : result == SERIAL ? "serial"
                       : result == FAILED ? "failed"
                                          : strerrorname_np(result);
    int n = snprintf(text, sizeof text, "%s %u %s %s", script.task[task].name, at, cf_op_word(id),
                     name);
    if (id == CF_SEM_GETVALUE)
        n += snprintf(text + n, sizeof text - (size_t)n, " %d", value);
    text[n++] = '\n';
    if (write(1, text, (size_t)n) != n)
        abort();
}

/* An errno number for what a C11 call returned. */
int c11(int result) {
    switch (result) {
    case thrd_success:
        return 0;
    case thrd_busy:
        return EBUSY;
    case thrd_timedout:
        return ETIMEDOUT;
    default:
        return FAILED;
    }
}
int code(int result) {
    return result == -1 ? errno : result;
}

struct timespec at(clockid_t clock, int64_t duration) {
    struct timespec t;
    clock_gettime(clock, &t);
    if (duration == CF_BAD_TIME) {
        t.tv_nsec = -1;
        return t;
    }
    int64_t ns = t.tv_nsec + duration % 1000000000;
    t.tv_sec += duration / 1000000000 + (ns >= 1000000000) - (ns < 0);
    t.tv_nsec = ns + (ns < 0 ? 1000000000 : 0) - (ns >= 1000000000 ? 1000000000 : 0);
    return t;
}
struct timespec span(int64_t duration) {
    struct timespec t = {duration / 1000000000, duration % 1000000000};
    if (duration == CF_BAD_TIME)
        t = (struct timespec){0, -1};
    return t;
}

static void perform_all(unsigned task);
/* A task knows its own id, whether its creation has returned or not. */
static void *start(void *task) {
    threads[(uintptr_t)task] = pthread_self();
    perform_all((unsigned)(uintptr_t)task);
    return NULL;
}
static int start_c11(void *task) {
    threads[(uintptr_t)task] = thrd_current();
    perform_all((unsigned)(uintptr_t)task);
    return 0;
}

static int create(unsigned task, bool detached) {
    void *arg = (void *)(uintptr_t)task;
    if (script.c11 && !detached)
        return c11(thrd_create(&threads[task], start_c11, arg));
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    if (detached)
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&threads[task], &attr, start, arg);
    pthread_attr_destroy(&attr);
    return rc;
}

static int do_thread(const struct cf_op *op) {
    pthread_t thread = threads[op->arg[0]];
    struct timespec t;
    switch (op->id) {
    case CF_CREATE:
    case CF_CREATE_DETACHED:
        return create(op->arg[0], op->id == CF_CREATE_DETACHED);
    case CF_JOIN:
        return script.c11 ? c11(thrd_join(thread, NULL)) : pthread_join(thread, NULL);
    case CF_TRYJOIN:
        return pthread_tryjoin_np(thread, NULL);
    case CF_TIMEDJOIN:
        t = at(CLOCK_REALTIME, op->duration);
        return pthread_timedjoin_np(thread, NULL, &t);
    case CF_CLOCKJOIN:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &t);
    case CF_DETACH:
        return script.c11 ? c11(thrd_detach(thread)) : pthread_detach(thread);
    case CF_EXIT:
        if (script.c11)
            thrd_exit(0);
        pthread_exit(NULL);
    case CF_YIELD:
        if (!script.c11)
            return code(sched_yield());
        thrd_yield();
        return 0;
    default:
        return script.c11 ? c11(tss_set(objects[op->arg[0]].tss, &script))
                          : pthread_setspecific(objects[op->arg[0]].key, &script);
    }
}

static int do_time(const struct cf_op *op) {
    struct timespec t;
    struct timeval v;
    switch (op->id) {
    case CF_NANOSLEEP:
        t = span(op->duration);
        if (script.c11)
            return thrd_sleep(&t, NULL) == 0 ? 0 : FAILED;
        return code(nanosleep(&t, NULL));
    case CF_CLOCK_NANOSLEEP:
        t = span(op->duration);
        return clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
    case CF_SLEEP_UNTIL:
        t = at(CLOCK_REALTIME, op->duration);
        return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
    case CF_USLEEP:
        return code(usleep((useconds_t)(op->duration / 1000)));
    case CF_SLEEP:
        return (int)sleep((unsigned)(op->duration / 1000000000));
    case CF_CLOCK_GETTIME:
        if (script.c11)
            return timespec_get(&t, TIME_UTC) == TIME_UTC ? 0 : FAILED;
        return code(clock_gettime(CLOCK_MONOTONIC, &t));
    case CF_GETTIMEOFDAY:
        return code(gettimeofday(&v, NULL));
    default:
        return time(NULL) == -1 ? FAILED : 0;
    }
}

static int do_rest(const struct cf_op *op) {
    switch (op->id) {
    case CF_SET:
    case CF_CLEAR:
        object(op, 0)->flag = op->id == CF_SET;
        break;
    case CF_QUIT:
        exit((int)op->number);
    case CF_QUIT_NOW:
        _exit((int)op->number);
    case CF_QUIT_NOW_C99:
        _Exit((int)op->number);
    case CF_QUIT_QUICK:
        quick_exit((int)op->number);
    case CF_POINT:
        DETSCHED_YIELD();
        break;
    case CF_BEFORE:
        DETSCHED_HAPPENS_BEFORE(object(op, 0));
        break;
    default:
        DETSCHED_HAPPENS_AFTER(object(op, 0));
    }
    return SILENT;
}

static void claim(const struct cf_op *op) {
    char text[80];
    if (cf_holds(op, object(op, 0)->count, object(op, 1)->count))
        return;
    const char *name = script.object[op->arg[0]].name;
    if (op->id == CF_SAME)
        snprintf(text, sizeof text, "%s == %s", name, script.object[op->arg[1]].name);
    else
        snprintf(text, sizeof text, "%s %s %u", name,
                 op->id == CF_EXPECT ? "==" : ">=", op->number);
    __assert_fail(text, script.name, 1, __func__);
}

static int do_count(const struct cf_op *op, unsigned *taken) {
    unsigned *count = &object(op, 0)->count;
    if (op->id == CF_ADD)
        *count += op->number;
    else if (op->id == CF_TAKE)
        *taken = *count;
    else if (op->id == CF_PUT)
        *count = *taken + op->number;
    else
        claim(op);
    return SILENT;
}

static int perform(const struct cf_op *op, int *value) {
    if (op->id <= CF_UNLOCK)
        return do_mutex(op);
    if (op->id <= CF_WAIT_FOR)
        return do_cond(op);
    if (op->id <= CF_CLEAR)
        return do_rest(op);
    if (op->id <= CF_RW_UNLOCK)
        return do_rwlock(op);
    if (op->id <= CF_BARRIER_WAIT)
        return do_spin_or_barrier(op);
    if (op->id <= CF_SEM_GETVALUE)
        return do_sem(op, value);
    if (op->id <= CF_ONCE_EXIT)
        return do_once(op);
    if (op->id <= CF_KEY_SET)
        return do_thread(op);
    if (op->id == CF_PIPE_WRITE || op->id == CF_PIPE_READ)
        return do_pipe(op);
    if (cf_is_count(op->id))
        return do_count(op, (unsigned *)value);
    if (op->id <= CF_QUIT_QUICK || op->id >= CF_POINT)
        return do_rest(op);
    return do_time(op);
}

static void perform_all(unsigned task) {
    const struct cf_task *t = &script.task[task];
    int last = 0, value = 0, taken = 0;
    for (unsigned i = 0; i < t->count; i++) {
        const struct cf_op *op = &t->ops[i];
        if (op->if_ok && last != 0)
            continue;
        if (cf_is_go(op->id)) {
            i = cf_go(op, i, last, object(op, 0)->count) - 1;
            continue;
        }
        last = perform(op, cf_is_count(op->id) ? &taken : &value);
        if (last == SILENT)
            last = 0;
        else if (!script.quiet)
            say(task, i, op->id, last, value);
        else if (!cf_usual(last))
            __atomic_add_fetch(&unusual, 1, __ATOMIC_RELAXED);
    }
}

static void tell_counts(void) {
    char text[CF_MAX_OBJECTS * (CF_NAME + 16)];
    int n = snprintf(text, sizeof text, "unusual %u\n", unusual);
    for (unsigned i = 0; i < script.objects; i++)
        if (script.object[i].kind == CF_KIND_VALUE)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s %u\n", script.object[i].name,
                          objects[i].count);
    if (write(1, text, (size_t)n) != n)
        abort();
}

static int load(const char *path, const char *name) {
    unsigned line = 0;
    int found;
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return -1;
    }
    do
        found = cf_script_read(file, path, &line, &script);
    while (found == 1 && strcmp(script.name, name) != 0);
    fclose(file);
    return found == 1 ? 0 : -1;
}

int main(int argc, char **argv) {
    if (argc != 3 || load(argv[1], argv[2]) != 0) {
        fprintf(stderr, "usage: interp FILE NAME-OF-A-SCRIPT-IN-IT\n");
        return 2;
    }
    for (unsigned i = 0; i < script.objects; i++) {
        DETSCHED_NAME(&objects[i], script.object[i].name);
        if (script.object[i].is_static)
            make_static(i);
        else
            init(i);
    }
    perform_all(0);
    if (script.quiet)
        tell_counts();
    return 0;
}
