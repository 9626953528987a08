/* tags.c: what the shim makes of an object's memory; one case for each name on the command line. */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Known to the constructor, which runs before control begins. */
static pthread_mutex_t early = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t early_once = PTHREAD_ONCE_INIT;
static sem_t early_sem;
static pthread_spinlock_t early_spin, early_held_spin;
static int count;
static char *early_block;

static void count_up(void) {
    count++;
}

__attribute__((constructor)) static void before_main(void) {
    pthread_mutex_lock(&early);
    pthread_once(&early_once, count_up);
    sem_init(&early_sem, 0, 2);
    pthread_spin_init(&early_spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_init(&early_held_spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_lock(&early_held_spin);
    early_block = malloc(sizeof(pthread_mutex_t));
}

static void *nothing(void *arg) {
    return arg;
}

/* A second thread, so that there is something to schedule. */
static void company(void) {
    pthread_t t;
    pthread_create(&t, NULL, nothing, NULL);
    pthread_join(t, NULL);
}

static int early_state(void) {
    int value;
    pthread_once(&early_once, count_up);
    if (pthread_spin_trylock(&early_spin) || !pthread_spin_trylock(&early_held_spin) ||
        pthread_spin_unlock(&early_spin) || pthread_spin_unlock(&early_held_spin))
        return 0;
    sem_getvalue(&early_sem, &value);
    return pthread_mutex_trylock(&early) != 0 && pthread_mutex_unlock(&early) == 0 && count == 1 &&
           value == 2 && sem_trywait(&early_sem) == 0 && sem_trywait(&early_sem) == 0 &&
           sem_trywait(&early_sem) != 0;
}

static int moved(void) {
    pthread_mutex_t *m = malloc(sizeof *m);
    pthread_mutex_init(m, NULL);
    for (size_t size = 1; size < 64; size *= 2) {
        pthread_mutex_lock(m);
        pthread_mutex_unlock(m);
        pthread_mutex_t *other = malloc(size * 4096);
        memcpy(other, m, sizeof *m);
        free(m);
        m = other;
    }
    return pthread_mutex_lock(m) == 0 && pthread_mutex_unlock(m) == 0;
}

static int copied_held(void) {
    static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b;
    pthread_mutex_lock(&a);
    b = a;
    pthread_mutex_unlock(&a);
    return pthread_mutex_trylock(&b) != 0; /* the copy is as held as the original was */
}

static int copied_in_use(void) {
    static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b;
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    b = a;
    pthread_mutex_lock(&a);
    int ok = pthread_mutex_lock(&b) == 0;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return ok;
}

static __attribute__((noinline)) int on_stack(int kind) {
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
    if (kind == 0)
        return pthread_mutex_lock(&m) | pthread_mutex_unlock(&m);
    if (kind == 1)
        return pthread_cond_signal(&c);
    return pthread_rwlock_wrlock(&rw) | pthread_rwlock_unlock(&rw);
}

static int stack_again(void) {
    int bad = 0;
    for (int i = 0; i < 300; i++)
        bad |= on_stack(i % 3);
    return !bad;
}

static int destroyed(void) {
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_mutex_destroy(&m);
    return pthread_mutex_lock(&m) != 0;
}

static int born_again(void) {
    pthread_mutex_t *m = malloc(sizeof *m);
    sem_t s;
    for (int i = 0; i < 20; i++) {
        if (pthread_mutex_init(m, NULL) || pthread_mutex_lock(m) || pthread_mutex_unlock(m) ||
            pthread_mutex_destroy(m) || sem_init(&s, 0, 1) || sem_wait(&s) || sem_destroy(&s))
            return 0;
        free(m);
        m = malloc(sizeof *m);
    }
    return 1;
}

static int kind_kept(void) {
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    int value;
    sem_t s;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &attr);
    int before = m.__data.__kind;
    int ok = !pthread_mutex_lock(&m) && !pthread_mutex_lock(&m) && !pthread_mutex_unlock(&m) &&
             !pthread_mutex_unlock(&m) && m.__data.__kind == before;
    sem_init(&s, 0, 3);
    sem_post(&s);
    memcpy(&value, &s, sizeof value);
    return ok && value == 4;
}

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"early-state", early_state}, {"moved", moved},
    {"copied-held", copied_held}, {"copied-in-use", copied_in_use},
    {"stack-again", stack_again}, {"destroyed", destroyed},
    {"born-again", born_again},   {"kind-kept", kind_kept},
};

int main(int argc, char **argv) {
    company();
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(argv[1], cases[i].name) == 0)
            return !cases[i].run();
    return 2;
}
