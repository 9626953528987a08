/* Every atomic operation in every size: what it returns and what it leaves, with one task and with several.
 * expect=none; seeds=10; */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

typedef unsigned __int128 uint128_t;

static void show(const char *what, uint128_t value) {
    printf(" %s %llx:%llx", what, (unsigned long long)(value >> 64), (unsigned long long)value);
}

/* Ones in the highest byte and in the lowest, so that a width that is cut shows. */
#define EVERY(bits)                                                                                \
    static uint##bits##_t word##bits;                                                              \
    static void every##bits(void) {                                                                \
        typedef uint##bits##_t word;                                                               \
        word *w = &word##bits, top = (word)((word)0x81 << (bits - 8)), expected = 1;               \
        printf("%d:", bits);                                                                       \
        __atomic_store_n(w, (word)(top | 3), __ATOMIC_RELEASE);                                    \
        show("load", __atomic_load_n(w, __ATOMIC_ACQUIRE));                                        \
        show("add", __atomic_fetch_add(w, (word)(top + 1), __ATOMIC_ACQ_REL));                     \
        show("sub", __atomic_fetch_sub(w, 7, __ATOMIC_RELAXED));                                   \
        show("and", __atomic_fetch_and(w, (word) ~(word)1, __ATOMIC_SEQ_CST));                     \
        show("or", __atomic_fetch_or(w, top, __ATOMIC_SEQ_CST));                                   \
        show("xor", __atomic_fetch_xor(w, (word)(top | 5), __ATOMIC_SEQ_CST));                     \
        show("nand", __atomic_fetch_nand(w, (word)(top | 2), __ATOMIC_SEQ_CST));                   \
        show("new", __atomic_add_fetch(w, 1, __ATOMIC_SEQ_CST));                                   \
        show("swap", __atomic_exchange_n(w, 9, __ATOMIC_SEQ_CST));                                 \
        show("no",                                                                                 \
             __atomic_compare_exchange_n(w, &expected, 4, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)); \
        show("found", expected);                                                                   \
        show("yes", __atomic_compare_exchange_n(w, &expected, top, 0, __ATOMIC_ACQ_REL,            \
                                                __ATOMIC_ACQUIRE));                                \
        show("old", __sync_val_compare_and_swap(w, top, (word)8));                                 \
        show("left", __atomic_load_n(w, __ATOMIC_CONSUME));                                        \
        printf("\n");                                                                              \
    }
EVERY(8)
EVERY(16)
EVERY(32)
EVERY(64)
EVERY(128)

static _Atomic int sum, turn;
static int payload;

static void *work(void *unused) {
    for (int i = 0; i < 20; i++)
        atomic_fetch_add(&sum, 1);
    return unused;
}

/* Plain data behind a release, and behind fences. */
static void *publish(void *unused) {
    payload = 7;
    atomic_store_explicit(&turn, 1, memory_order_release);
    while (atomic_load_explicit(&turn, memory_order_relaxed) != 2)
        ;
    atomic_thread_fence(memory_order_acquire);
    payload++;
    return unused;
}

int main(void) {
    pthread_t thread[3];
    every8();
    every16();
    every32();
    every64();
    every128();
    atomic_signal_fence(memory_order_seq_cst);
    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, work, NULL);
    pthread_create(&thread[2], NULL, publish, NULL);
    while (atomic_load_explicit(&turn, memory_order_acquire) != 1)
        ;
    payload *= 2;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&turn, 2, memory_order_relaxed);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    printf("sum %d payload %d\n", sum, payload);
    return 0;
}
