/* exchange.c: libdetgo beside the same exchanges written with a pthread mutex and condition variables.
 *
 *     exchange ROUNDS     for each exchange one line: its name, then the median of ROUNDS rounds in
 *                         nanoseconds for one exchange, of libdetgo and of pthreads, taken in turn
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "detgo.h"

enum { CAPACITY = 64, PARTIES = 4, BATCH = 16 };
go_chan_type(longs, long);

static void check(bool fine) {
    if (!fine)
        abort();
}

/* --- with a mutex and condition variables --- */

/* A bounded buffer; with CAPACITY 0 a sender waits until its value has been taken. */
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t *filled, own_filled, freed, taken;
    long values[CAPACITY], capacity, first, count, sent, received;
};
static void queue_init(struct queue *q, long capacity) {
    *q = (struct queue){.lock = PTHREAD_MUTEX_INITIALIZER,
                        .own_filled = PTHREAD_COND_INITIALIZER,
                        .freed = PTHREAD_COND_INITIALIZER,
                        .taken = PTHREAD_COND_INITIALIZER,
                        .capacity = capacity};
    q->filled = &q->own_filled;
}
static void queue_put(struct queue *q, long value) {
    pthread_mutex_lock(&q->lock);
    while (q->count == (q->capacity ? q->capacity : 1))
        pthread_cond_wait(&q->freed, &q->lock);
    q->values[(q->first + q->count++) % CAPACITY] = value;
    long number = ++q->sent;
    pthread_cond_signal(q->filled);
    while (!q->capacity && q->received < number)
        pthread_cond_wait(&q->taken, &q->lock);
    pthread_mutex_unlock(&q->lock);
}
static long queue_take(struct queue *q) {
    long value = q->values[q->first];
    q->first = (q->first + 1) % CAPACITY;
    q->count--;
    q->received++;
    pthread_cond_signal(&q->freed);
    if (!q->capacity)
        pthread_cond_signal(&q->taken);
    return value;
}
static long queue_get(struct queue *q) {
    pthread_mutex_lock(&q->lock);
    while (q->count == 0)
        pthread_cond_wait(q->filled, &q->lock);
    long value = queue_take(q);
    pthread_mutex_unlock(&q->lock);
    return value;
}
/* As queue_get, from either of two: they have one lock and one condition for what comes in. */
static long queue_get_either(struct queue *a, struct queue *b, pthread_mutex_t *lock,
                             pthread_cond_t *filled) {
    pthread_mutex_lock(lock);
    while (a->count == 0 && b->count == 0)
        pthread_cond_wait(filled, lock);
    long value = queue_take(a->count ? a : b);
    pthread_mutex_unlock(lock);
    return value;
}

struct party {
    struct queue *in, *out;
    longs from, to;
    long count;
    go_waitgroup *all;
};
static void *thread_echoes(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        queue_put(p->out, queue_get(p->in));
    return NULL;
}
static void *thread_puts(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        queue_put(p->out, i);
    return NULL;
}
static void *thread_gets(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        queue_get(p->in);
    return NULL;
}
static void threads_pass(long count, int senders, int receivers) {
    struct queue q;
    pthread_t threads[2 * PARTIES];
    queue_init(&q, CAPACITY);
    struct party sender = {.out = &q, .count = count / senders};
    struct party receiver = {.in = &q, .count = count / receivers};
    for (int i = 0; i < senders + receivers; i++)
        check(!pthread_create(&threads[i], NULL, i < senders ? thread_puts : thread_gets,
                              i < senders ? &sender : &receiver));
    for (int i = 0; i < senders + receivers; i++)
        pthread_join(threads[i], NULL);
}
static void threads_ping(long count) {
    struct queue there, back;
    queue_init(&there, 0);
    queue_init(&back, 0);
    struct party p = {.in = &there, .out = &back, .count = count};
    pthread_t thread;
    check(!pthread_create(&thread, NULL, thread_echoes, &p));
    for (long i = 0; i < count; i++) {
        queue_put(&there, i);
        check(queue_get(&back) == i);
    }
    pthread_join(thread, NULL);
}
static void *thread_puts_shared(void *arg) {
    struct party *p = arg;
    struct queue *q = p->out, *lock = p->in;
    for (long i = 0; i < p->count; i++) {
        pthread_mutex_lock(&lock->lock);
        while (q->count == 1)
            pthread_cond_wait(&q->freed, &lock->lock);
        q->values[q->first] = i;
        q->count = 1;
        long number = ++q->sent;
        pthread_cond_signal(lock->filled);
        while (q->received < number)
            pthread_cond_wait(&q->taken, &lock->lock);
        pthread_mutex_unlock(&lock->lock);
    }
    return NULL;
}
static void threads_select(long count) {
    struct queue a, b;
    pthread_t threads[2];
    queue_init(&a, 0);
    queue_init(&b, 0);
    struct party to_a = {.in = &a, .out = &a, .count = count / 2};
    struct party to_b = {.in = &a, .out = &b, .count = count / 2};
    check(!pthread_create(&threads[0], NULL, thread_puts_shared, &to_a));
    check(!pthread_create(&threads[1], NULL, thread_puts_shared, &to_b));
    for (long i = 0; i < count / 2 * 2; i++)
        queue_get_either(&a, &b, &a.lock, a.filled);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}
static void *thread_nothing(void *arg) {
    return arg;
}
static void threads_spawn(long count) {
    pthread_t threads[BATCH];
    for (long done = 0; done < count; done += BATCH) {
        for (int i = 0; i < BATCH; i++)
            check(!pthread_create(&threads[i], NULL, thread_nothing, NULL));
        for (int i = 0; i < BATCH; i++)
            pthread_join(threads[i], NULL);
    }
}

/* --- with libdetgo --- */

static void echoes(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        go_send(p->to, go_recv(p->from));
    go_waitgroup_done(p->all);
}
static void sends(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        go_send(p->to, i);
    go_waitgroup_done(p->all);
}
static void receives(void *arg) {
    struct party *p = arg;
    for (long i = 0; i < p->count; i++)
        (void)go_recv(p->from);
    go_waitgroup_done(p->all);
}
static void go_pass(long count, int senders, int receivers) {
    go_waitgroup all = {0};
    longs c = go_make(longs, CAPACITY);
    struct party sender = {.to = c, .count = count / senders, .all = &all};
    struct party receiver = {.from = c, .count = count / receivers, .all = &all};
    go_waitgroup_add(&all, senders + receivers);
    for (int i = 0; i < senders; i++)
        go(sends, sender);
    for (int i = 0; i < receivers; i++)
        go(receives, receiver);
    go_waitgroup_wait(&all);
    go_chan_release(c.tx.ch);
}
static void go_ping(long count) {
    go_waitgroup all = {0};
    struct party p = {
        .from = go_make(longs, 0), .to = go_make(longs, 0), .count = count, .all = &all};
    go_waitgroup_add(&all, 1);
    go(echoes, p);
    for (long i = 0; i < count; i++) {
        go_send(p.from, i);
        check(go_recv(p.to) == i);
    }
    go_waitgroup_wait(&all);
    go_chan_release(p.from.tx.ch);
    go_chan_release(p.to.tx.ch);
}
static void go_select_two(long count) {
    go_waitgroup all = {0};
    struct party a = {.to = go_make(longs, 0), .count = count / 2, .all = &all}, b = a;
    b.to = go_make(longs, 0);
    go_waitgroup_add(&all, 2);
    go(sends, a);
    go(sends, b);
    for (long i = 0; i < count / 2 * 2; i++)
        go_select(go_on_recv(a.to, NULL, NULL), go_on_recv(b.to, NULL, NULL));
    go_waitgroup_wait(&all);
    go_chan_release(a.to.tx.ch);
    go_chan_release(b.to.tx.ch);
}
static void finishes(void *arg) {
    go_waitgroup_done(*(go_waitgroup **)arg);
}
static void go_spawn(long count) {
    go_waitgroup all = {0}, *p = &all;
    for (long done = 0; done < count; done += BATCH) {
        go_waitgroup_add(&all, BATCH);
        for (int i = 0; i < BATCH; i++)
            go(finishes, p);
        go_waitgroup_wait(&all);
    }
}

/* --- both --- */

static void go_one(long count) {
    go_pass(count, 1, 1);
}
static void go_four(long count) {
    go_pass(count, PARTIES, PARTIES);
}
static void threads_one(long count) {
    threads_pass(count, 1, 1);
}
static void threads_four(long count) {
    threads_pass(count, PARTIES, PARTIES);
}
static const struct exchange {
    const char *name;
    void (*go)(long), (*threads)(long);
    long count;
} exchanges[] = {
    {"unbuffered_ping_pong", go_ping, threads_ping, 4000},
    {"buffered_1_1", go_one, threads_one, 100000},
    {"buffered_4_4", go_four, threads_four, 100000},
    {"select_of_two", go_select_two, threads_select, 8000},
    {"spawn_and_join", go_spawn, threads_spawn, 50 * BATCH},
};

static double timed(void (*run)(long), long count) {
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    run(count);
    clock_gettime(CLOCK_MONOTONIC, &after);
    return ((double)(after.tv_sec - before.tv_sec) * 1e9 +
            (double)(after.tv_nsec - before.tv_nsec)) /
           (double)count;
}
static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double median(double *all, int n) {
    qsort(all, (size_t)n, sizeof *all, by_size);
    return all[n / 2];
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 0;
    if (rounds < 1)
        return 2;
    double *go = calloc((size_t)rounds, sizeof *go), *threads = calloc((size_t)rounds, sizeof *go);
    check(go && threads);
    for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++) {
        const struct exchange *e = &exchanges[i];
        for (int r = 0; r < rounds; r++) {
            go[r] = timed(e->go, e->count);
            threads[r] = timed(e->threads, e->count);
        }
        printf("%s %.1f %.1f\n", e->name, median(go, rounds), median(threads, rounds));
        fflush(stdout);
    }
    free(go);
    free(threads);
    return 0;
}
