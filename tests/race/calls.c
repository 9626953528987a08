/* The calls by which a program tells of synchronisation of its own making: a lock with readers, a release and
 * an acquire, annotations, fibers, places whose races are meant, and a barrier that orders nothing.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(default)
void __tsan_mutex_create(void *, unsigned), __tsan_mutex_destroy(void *, unsigned);
void __tsan_mutex_pre_lock(void *, unsigned), __tsan_mutex_post_lock(void *, unsigned, int);
int __tsan_mutex_pre_unlock(void *, unsigned);
void __tsan_mutex_post_unlock(void *, unsigned);
void __tsan_release(void *), __tsan_acquire(void *);
void *__tsan_get_current_fiber(void), *__tsan_create_fiber(unsigned);
void __tsan_destroy_fiber(void *), __tsan_switch_to_fiber(void *, unsigned);
void __tsan_testonly_barrier_init(uint64_t *, unsigned), __tsan_testonly_barrier_wait(uint64_t *);
void *__tsan_external_register_tag(const char *);
void __tsan_external_write(void *, void *, void *);
void AnnotateHappensBefore(const char *, int, const volatile void *);
void AnnotateHappensAfter(const char *, int, const volatile void *);
void AnnotateBenignRaceSized(const char *, int, const volatile void *, unsigned long, const char *);
void AnnotateIgnoreWritesBegin(const char *, int), AnnotateIgnoreWritesEnd(const char *, int);
#pragma GCC visibility pop

enum { READ_LOCK = 1 << 3 };

/* A lock whose own code is relaxed, so that it orders only by what is told. */
static _Atomic int word;
static char lock[2];

static void take(int reader) {
    __tsan_mutex_pre_lock(lock, reader ? READ_LOCK : 0);
    for (int seen = 0;; sched_yield()) {
        seen = atomic_load_explicit(&word, memory_order_relaxed);
        if ((reader ? seen >= 0 : seen == 0) &&
            atomic_compare_exchange_strong_explicit(&word, &seen, reader ? seen + 1 : -1,
                                                    memory_order_relaxed, memory_order_relaxed))
            break;
    }
    __tsan_mutex_post_lock(lock, reader ? READ_LOCK : 0, 0);
}

static void give(int reader) {
    __tsan_mutex_pre_unlock(lock, reader ? READ_LOCK : 0);
    atomic_fetch_add_explicit(&word, reader ? -1 : 1, memory_order_relaxed);
    __tsan_mutex_post_unlock(lock, reader ? READ_LOCK : 0);
}

static int value, handed, noted, meant, unseen, outside;
static _Atomic int released, annotated;
static uint64_t barrier;
static int before_barrier[2];

static void *work(void *argument) {
    long me = (long)argument;
    take(0);
    value++;
    give(0);
    take(1);
    int seen = value;
    give(1);
    if (me == 0) {
        handed = seen;
        __tsan_release(&handed);
        atomic_store_explicit(&released, 1, memory_order_relaxed);
        noted = 1;
        AnnotateHappensBefore(__FILE__, __LINE__, &noted);
        atomic_store_explicit(&annotated, 1, memory_order_relaxed);
    } else {
        while (!atomic_load_explicit(&released, memory_order_relaxed))
            sched_yield();
        __tsan_acquire(&handed);
        handed++;
        while (!atomic_load_explicit(&annotated, memory_order_relaxed))
            sched_yield();
        AnnotateHappensAfter(__FILE__, __LINE__, &noted);
        noted++;
    }
    meant = (int)me;
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    unseen = (int)me;
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    before_barrier[me] = 1;
    for (int round = 0; round < 2; round++)
        __tsan_testonly_barrier_wait(&barrier);
    return NULL;
}

/* What a fiber does on one thread is before what it does on the next. */
static void *fiber;
static int in_fiber;

static void *carry(void *unused) {
    void *own = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(fiber, 0);
    in_fiber++;
    __tsan_switch_to_fiber(own, 0);
    return unused;
}

int main(void) {
    pthread_t thread[2];
    __tsan_mutex_create(lock, 0);
    __tsan_testonly_barrier_init(&barrier, 2);
    AnnotateBenignRaceSized(__FILE__, __LINE__, &meant, sizeof meant, "a hint");
    for (long i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    fiber = __tsan_create_fiber(0);
    for (int i = 0; i < 2; i++) {
        pthread_create(&thread[i], NULL, carry, NULL);
        pthread_join(thread[i], NULL);
    }
    __tsan_destroy_fiber(fiber);
    __tsan_external_write(&outside, NULL, __tsan_external_register_tag("thing"));
    __tsan_mutex_destroy(lock, 0);
    printf("%d %d %d %d %d\n", value, handed >= 2, noted, in_fiber,
           before_barrier[0] + before_barrier[1]);
    return 0;
}
