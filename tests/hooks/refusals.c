/* refusals.c: performs the refused call whose id in shim/refused.def is named on the command line. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Memory that a child made by fork would share. */
static void *common(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void shared_mutex(void) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(common(), &attr);
}

static void shared_cond(void) {
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(common(), &attr);
}

static void shared_rwlock(void) {
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(common(), &attr);
}

static void shared_barrier(void) {
    pthread_barrierattr_t attr;
    pthread_barrierattr_init(&attr);
    pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(common(), &attr, 2);
}

static void shared_spin(void) {
    pthread_spin_init(common(), PTHREAD_PROCESS_SHARED);
}

static void shared_robust(void) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(common(), &attr);
}

static void shared_sem(void) {
    sem_init(common(), 1, 1);
}

static void cancel(void) {
    pthread_cancel(pthread_self());
}

static struct {
    sem_t sem;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    pthread_rwlock_t rwlock;
    pthread_barrier_t barrier;
} * early;

static int early_signalfd;

static void make_early_locks(void) {
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    pthread_rwlockattr_t rwlock;
    pthread_barrierattr_t barrier;
    pthread_mutexattr_init(&mutex);
    pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&early->mutex, &mutex);
    pthread_condattr_init(&cond);
    pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&early->cond, &cond);
    pthread_rwlockattr_init(&rwlock);
    pthread_rwlockattr_setpshared(&rwlock, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&early->rwlock, &rwlock);
    pthread_barrierattr_init(&barrier);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&early->barrier, &barrier, 2);
}

/* Made before control begins: so one is the machine's, and the others were not seen to be made. */
__attribute__((constructor)) static void make_early(int argc, char **argv) {
    early = common();
    sem_init(&early->sem, 1, 1);
    make_early_locks();
    sigset_t none;
    sigemptyset(&none);
    early_signalfd = signalfd(-1, &none, 0);
    if (argc != 2 || strcmp(argv[1], "open_sem") != 0)
        return;
    sem_t *s = sem_open("/detsched-refusals", O_CREAT, 0600, 1);
    if (s != SEM_FAILED)
        sem_close(s);
}

static void early_sem(void) {
    sem_wait(&early->sem);
}

static void early_mutex(void) {
    pthread_mutex_lock(&early->mutex);
}

static void early_cond(void) {
    pthread_cond_signal(&early->cond);
}

static void early_rwlock(void) {
    pthread_rwlock_rdlock(&early->rwlock);
}

static void early_barrier(void) {
    pthread_barrier_wait(&early->barrier);
}

static void early_signals(void) {
    char record[128];
    read(early_signalfd, record, sizeof record);
}

static void open_sem(void) {
    sem_open("/detsched-refusals", 0);
}

static void futex_waitv(void) {
    syscall(449, NULL, 0, 0, NULL, 0);
}

static void timer_thread(void) {
    struct sigevent e = {.sigev_notify = SIGEV_THREAD};
    timer_t t;
    timer_create(CLOCK_THREAD_CPUTIME_ID, &e, &t);
}

/* The kernel would mark the word as one whose owner has died. */
static void *dies_holding(void *arg) {
    static struct {
        struct robust_list_head head;
        struct robust_list lock;
        int word;
    } list;
    list.head.list.next = &list.lock;
    list.lock.next = &list.head.list;
    list.head.futex_offset = (char *)&list.word - (char *)&list.lock;
    list.word = gettid();
    syscall(SYS_set_robust_list, &list.head, sizeof list.head);
    return arg;
}

/* The kernel would clear the word and wake who waits there. */
static void *dies_elsewhere(void *arg) {
    static int word = 1;
    syscall(SYS_set_tid_address, &word);
    return arg;
}

static void thread_of(void *(*body)(void *)) {
    pthread_t t;
    pthread_create(&t, NULL, body, NULL);
    pthread_join(t, NULL);
}

static void robust_list(void) {
    thread_of(dies_holding);
}

static void tid_address(void) {
    thread_of(dies_elsewhere);
}

static void name_space(void) {
    dlmopen(LM_ID_NEWLM, "libm.so.6", RTLD_NOW);
}

static void *nothing(void *arg) {
    return arg;
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
#define SH_REFUSED(id, symbol, call, reason) {#id, id},
#include "shim/refused.def"
};

int main(int argc, char **argv) {
    pthread_t t; /* so that there is something to schedule */
    pthread_create(&t, NULL, nothing, NULL);
    pthread_join(t, NULL);
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(argv[1], cases[i].name) == 0)
            cases[i].run();
    return 0;
}
