/* Loops on atomics end under each strategy and at few points: a flag, two kinds of spin lock, a reader
 * of a sequence lock; what they protect is ordered.
 * expect=none; flags=-fsanitize=thread; seeds=150; */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { ROUNDS = 3 };

static atomic_int ready, taken, word;
static atomic_uint sequence;
static atomic_int left, right;
static int told, under_taken, under_word;

static void *tell(void *unused) {
    told = 42;
    atomic_store_explicit(&ready, 1, memory_order_release);
    return unused;
}

static void *listen(void *unused) {
    while (!atomic_load_explicit(&ready, memory_order_acquire))
        ;
    return told == 42 ? unused : &told;
}

static void *exchange(void *unused) {
    for (int i = 0; i < ROUNDS; i++) {
        while (atomic_exchange_explicit(&taken, 1, memory_order_acquire))
            ;
        under_taken++;
        atomic_store_explicit(&taken, 0, memory_order_release);
    }
    return unused;
}

static void *compare(void *unused) {
    for (int i = 0; i < ROUNDS; i++) {
        int free = 0;
        while (!atomic_compare_exchange_weak_explicit(&word, &free, 1, memory_order_acquire,
                                                      memory_order_relaxed)) {
            free = 0;
            if (i)
                sched_yield();
        }
        under_word++;
        atomic_store_explicit(&word, 0, memory_order_release);
    }
    return unused;
}

static void *write_pair(void *unused) {
    for (int i = 1; i <= ROUNDS; i++) {
        atomic_fetch_add(&sequence, 1);
        atomic_store(&left, i);
        atomic_store(&right, -i);
        atomic_fetch_add(&sequence, 1);
    }
    return unused;
}

static void *read_pair(void *unused) {
    unsigned before;
    int sum;
    do {
        while ((before = atomic_load(&sequence)) & 1)
            ;
        sum = atomic_load(&left) + atomic_load(&right);
    } while (atomic_load(&sequence) != before);
    return sum == 0 ? unused : &told;
}

int main(void) {
    static void *(*const parts[])(void *) = {listen,  tell,    exchange,   exchange,
                                             compare, compare, write_pair, read_pair};
    enum { PARTS = sizeof parts / sizeof parts[0] };
    pthread_t tasks[PARTS];
    void *wrong = NULL, *said;
    for (int i = 0; i < PARTS; i++)
        pthread_create(&tasks[i], NULL, parts[i], NULL);
    for (int i = 0; i < PARTS; i++) {
        pthread_join(tasks[i], &said);
        wrong = wrong ? wrong : said;
    }
    return wrong || under_taken != 2 * ROUNDS || under_word != 2 * ROUNDS;
}
