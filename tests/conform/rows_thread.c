/* rows_thread.c: return codes of creation, identity, attributes and the end of threads. */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>

#include "rows.h"

static void *give_back(void *arg) {
    return arg;
}
static void *exit_with(void *arg) {
    pthread_exit(arg);
}
static void *own_id(void *arg) {
    *(pthread_t *)arg = pthread_self();
    return NULL;
}
static void *post_it(void *arg) {
    sem_post(arg);
    return NULL;
}
static void inner_exit(void *arg) {
    pthread_exit(arg);
}
static void *exit_deeper(void *arg) {
    inner_exit(arg);
    return NULL;
}
static int cleaned;
static void clean(void *arg) {
    cleaned = cleaned * 10 + (int)(intptr_t)arg;
}
static void *with_cleanup(void *arg) {
    pthread_cleanup_push(clean, (void *)1);
    pthread_cleanup_push(clean, (void *)2);
    if (arg)
        pthread_exit(arg);
    pthread_cleanup_pop(1);
    pthread_cleanup_pop(0);
    return NULL;
}
static void *make_grandchild(void *arg) {
    pthread_t t;
    void *res = NULL;
    int rc = pthread_create(&t, NULL, give_back, arg);
    if (rc == 0)
        rc = pthread_join(t, &res);
    return rc == 0 ? res : NULL;
}

static void create_and_join(void) {
    static int thing;
    static void *(*const bodies[])(void *) = {give_back, exit_with, exit_deeper, make_grandchild};
    static const char *const names[] = {"returns", "exits", "exits deeper", "asks a grandchild"};
    pthread_t t, id;
    void *res;
    for (size_t i = 0; i < CF_LENGTH(bodies); i++) {
        res = NULL;
        cf_rc(pthread_create(&t, NULL, bodies[i], &thing), "%s: create", names[i]);
        cf_rc(pthread_join(t, &res), "%s: join", names[i]);
        cf_value(res == &thing, "%s: value", names[i]);
        cf_rc(pthread_create(&t, NULL, bodies[i], NULL), "%s null: create", names[i]);
        cf_rc(pthread_join(t, NULL), "%s null: join without value", names[i]);
    }
    pthread_create(&t, NULL, own_id, &id);
    pthread_join(t, NULL);
    cf_value(pthread_equal(t, id) != 0, "equal: created and own id");
    cf_value(pthread_equal(t, pthread_self()) != 0, "equal: created and ours");
    cf_value(pthread_equal(pthread_self(), pthread_self()) != 0, "equal: ours and ours");
    for (int exits = 0; exits < 2; exits++) {
        cleaned = 0;
        pthread_create(&t, NULL, with_cleanup, exits ? &thing : NULL);
        pthread_join(t, &res);
        cf_value(cleaned, "cleanup handlers, exits %d: order", exits);
        cf_value(res == (exits ? (void *)&thing : NULL), "cleanup handlers, exits %d: value",
                 exits);
    }
    pthread_t many[8];
    int own[8];
    for (int i = 0; i < 8; i++)
        cf_rc(pthread_create(&many[i], NULL, give_back, &own[i]), "eight: create %d", i);
    for (int i = 7; i >= 0; i--) {
        cf_rc(pthread_join(many[i], &res), "eight: join %d", i);
        cf_value(res == &own[i], "eight: value %d", i);
    }
}

static void detached(void) {
    pthread_t t;
    pthread_attr_t attr;
    sem_t s;
    sem_init(&s, 0, 0);
    pthread_attr_init(&attr);
    cf_rc(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), "detached: set state");
    cf_rc(pthread_create(&t, &attr, post_it, &s), "detached: create");
    cf_rc(cf_errno(sem_wait(&s)), "detached: it posts");
    pthread_attr_destroy(&attr);
    cf_rc(pthread_create(&t, NULL, post_it, &s), "detached later: create");
    cf_rc(pthread_detach(t), "detached later: detach");
    cf_rc(cf_errno(sem_wait(&s)), "detached later: it posts");
    cf_left_out("the threads may still be leaving it", "detached: semaphore destroy");
}

static void attributes(void) {
    pthread_attr_t attr;
    pthread_t t;
    size_t size = 0;
    int v = -1;
    cf_rc(pthread_attr_init(&attr), "attr: init");
    cf_rc(pthread_attr_getdetachstate(&attr, &v), "attr: getdetachstate");
    cf_value(v, "attr: detachstate");
    cf_rc(pthread_attr_setdetachstate(&attr, 42), "attr: setdetachstate 42");
    cf_rc(pthread_attr_setstacksize(&attr, 1), "attr: setstacksize 1");
    cf_rc(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN), "attr: setstacksize least");
    cf_rc(pthread_attr_setstacksize(&attr, 1 << 18), "attr: setstacksize 256k");
    cf_rc(pthread_attr_getstacksize(&attr, &size), "attr: getstacksize");
    cf_value((long)size, "attr: stacksize");
    cf_rc(pthread_attr_setguardsize(&attr, 0), "attr: setguardsize 0");
    cf_rc(pthread_attr_setinheritsched(&attr, 42), "attr: setinheritsched 42");
    cf_rc(pthread_attr_setschedpolicy(&attr, 42), "attr: setschedpolicy 42");
    cf_rc(pthread_attr_setscope(&attr, PTHREAD_SCOPE_PROCESS), "attr: setscope process");
    cf_rc(pthread_attr_setscope(&attr, 42), "attr: setscope 42");
    cf_rc(pthread_create(&t, &attr, give_back, &v), "attr: create");
    void *res = NULL;
    cf_rc(pthread_join(t, &res), "attr: join");
    cf_value(res == &v, "attr: value");
    cf_rc(pthread_attr_destroy(&attr), "attr: destroy");
    static char stack[1 << 18] __attribute__((aligned(4096)));
    pthread_attr_init(&attr);
    cf_rc(pthread_attr_setstack(&attr, stack, sizeof stack), "own stack: setstack");
    cf_rc(pthread_create(&t, &attr, give_back, stack), "own stack: create");
    cf_rc(pthread_join(t, &res), "own stack: join");
    cf_value(res == stack, "own stack: value");
    cf_rc(pthread_attr_destroy(&attr), "own stack: destroy");
    cf_rc(pthread_getattr_np(pthread_self(), &attr), "own attributes: get");
    cf_rc(pthread_attr_getdetachstate(&attr, &v), "own attributes: getdetachstate");
    cf_value(v, "own attributes: detachstate");
    cf_rc(pthread_attr_destroy(&attr), "own attributes: destroy");
}

static void small_calls(void) {
    char name[16];
    int old = -1, policy = -1;
    clockid_t clock = 0;
    struct sched_param param;
    struct timespec t;
    cf_rc(cf_errno(sched_yield()), "sched_yield");
    cf_rc(pthread_setname_np(pthread_self(), "rows"), "setname: four letters");
    cf_rc(pthread_setname_np(pthread_self(), "a name of sixteen"), "setname: too long");
    cf_rc(pthread_getname_np(pthread_self(), name, sizeof name), "getname");
    cf_value(strcmp(name, "rows"), "getname: same");
    cf_rc(pthread_getname_np(pthread_self(), name, 2), "getname: too small");
    cf_rc(cf_errno(prctl(PR_SET_NAME, "seventeen letters")), "prctl: a name");
    cf_rc(cf_errno(prctl(PR_GET_NAME, name)), "prctl: its name");
    cf_value(strcmp(name, "seventeen lette"), "prctl: fifteen letters of it");
    cf_rc(cf_errno(prctl(PR_SET_NAME, 1ul)), "prctl: a name from nowhere");
    cf_rc(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old), "setcancelstate disable");
    cf_value(old, "setcancelstate: old");
    cf_rc(pthread_setcancelstate(77, &old), "setcancelstate 77");
    cf_rc(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old), "setcancelstate enable");
    cf_value(old, "setcancelstate: old then");
    cf_rc(pthread_setcanceltype(77, &old), "setcanceltype 77");
    cf_rc(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &old), "setcanceltype deferred");
    cf_value(old, "setcanceltype: old");
    cf_rc(pthread_getschedparam(pthread_self(), &policy, &param), "getschedparam");
    cf_value(policy, "getschedparam: policy");
    cf_rc(pthread_setconcurrency(-1), "setconcurrency -1");
    cf_rc(pthread_getcpuclockid(pthread_self(), &clock), "getcpuclockid");
    cf_rc(cf_errno(clock_gettime(clock, &t)), "getcpuclockid: its time");
    cf_left_out("cancellation has its own programs", "pthread_cancel");
    cf_left_out("signals have their own programs", "pthread_kill, pthread_sigqueue");
}

void cf_rows_thread(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    create_and_join();
    detached();
    attributes();
    small_calls();
}
