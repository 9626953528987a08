/* atomic.c: the entry points of atomic operations: a scheduling point, the operation itself, and then what
 * it was. The operation is always done in one total order, natively too; the order that the program asked
 * for goes to the core, which derives from it what happens before what.
 */
#include "entry.h"

#pragma GCC visibility push(default)

typedef uint8_t word8;
typedef uint16_t word16;
typedef uint32_t word32;
typedef uint64_t word64;
typedef unsigned __int128 word128;

/* Bits above the low ones are hints for hardware transactions. */
static inline enum race_order order_of(int order) {
    order &= 0x7fff;
    return order > RACE_SEQ_CST || order < 0 ? RACE_SEQ_CST : (enum race_order)order;
}

static inline bool begin(const volatile void *addr, unsigned size, enum race_word_op op, int order,
                         void *pc) {
    return race_self && race_word_begin(addr, size, op, order_of(order), pc);
}

#define LOOK(bits)                                                         \
    static inline word##bits look##bits(const volatile word##bits *addr) { \
        return __atomic_load_n(addr, __ATOMIC_SEQ_CST);                    \
    }
LOOK(8)
LOOK(16)
LOOK(32)
LOOK(64)
/* There is no load of this size but the exchange that changes nothing. */
static inline word128 look128(const volatile word128 *addr) {
    return __sync_val_compare_and_swap((volatile word128 *)(uintptr_t)addr, 0, 0);
}

#define UPDATE(bits, name, next)                                                         \
    word##bits __tsan_atomic##bits##_##name(volatile word##bits *addr, word##bits value, \
                                            int order);                                  \
    word##bits __tsan_atomic##bits##_##name(volatile word##bits *addr, word##bits value, \
                                            int order) {                                 \
        bool told = begin(addr, sizeof *addr, RACE_UPDATE, order, RACE_PC);              \
        word##bits old = look##bits(addr), now, seen;                                    \
        for (;; old = seen) {                                                            \
            now = (word##bits)(next);                                                    \
            seen = __sync_val_compare_and_swap(addr, old, now);                          \
            if (RACE_LIKELY(seen == old))                                                \
                break;                                                                   \
        }                                                                                \
        if (told)                                                                        \
            race_word_end(addr, sizeof *addr, RACE_UPDATE, order_of(order), now == old); \
        return old;                                                                      \
    }

#define LOAD(bits)                                                                      \
    word##bits __tsan_atomic##bits##_load(const volatile word##bits *addr, int order);  \
    word##bits __tsan_atomic##bits##_load(const volatile word##bits *addr, int order) { \
        bool told = begin(addr, sizeof *addr, RACE_LOAD, order, RACE_PC);               \
        word##bits value = look##bits(addr);                                            \
        if (told)                                                                       \
            race_word_end(addr, sizeof *addr, RACE_LOAD, order_of(order), false);       \
        return value;                                                                   \
    }

#define STORE(bits)                                                                            \
    void __tsan_atomic##bits##_store(volatile word##bits *addr, word##bits value, int order);  \
    void __tsan_atomic##bits##_store(volatile word##bits *addr, word##bits value, int order) { \
        bool told = begin(addr, sizeof *addr, RACE_STORE, order, RACE_PC);                     \
        word##bits old = look##bits(addr), seen;                                               \
        while ((seen = __sync_val_compare_and_swap(addr, old, value)) != old)                  \
            old = seen;                                                                        \
        if (told)                                                                              \
            race_word_end(addr, sizeof *addr, RACE_STORE, order_of(order), false);             \
    }

/* What was there; *WANTED matches it if the exchange took place. One that did not is a load. */
#define EXCHANGE_IF(bits)                                                                         \
    static inline word##bits exchange_if##bits(volatile word##bits *addr, word##bits wanted,      \
                                               word##bits value, int order, int failure,          \
                                               void *pc) {                                        \
        bool told = begin(addr, sizeof *addr, RACE_UPDATE, order, pc);                            \
        word##bits seen = __sync_val_compare_and_swap(addr, wanted, value);                       \
        if (told && seen == wanted)                                                               \
            race_word_end(addr, sizeof *addr, RACE_UPDATE, order_of(order), false);               \
        else if (told)                                                                            \
            race_word_end(addr, sizeof *addr, RACE_LOAD, order_of(failure), true);                \
        return seen;                                                                              \
    }                                                                                             \
    word##bits __tsan_atomic##bits##_compare_exchange_val(                                        \
        volatile word##bits *addr, word##bits wanted, word##bits value, int order, int failure);  \
    word##bits __tsan_atomic##bits##_compare_exchange_val(                                        \
        volatile word##bits *addr, word##bits wanted, word##bits value, int order, int failure) { \
        return exchange_if##bits(addr, wanted, value, order, failure, RACE_PC);                   \
    }                                                                                             \
    COMPARE_EXCHANGE(bits, strong)                                                                \
    COMPARE_EXCHANGE(bits, weak)

#define COMPARE_EXCHANGE(bits, strength)                                                           \
    int __tsan_atomic##bits##_compare_exchange_##strength(                                         \
        volatile word##bits *addr, word##bits *wanted, word##bits value, int order, int failure);  \
    int __tsan_atomic##bits##_compare_exchange_##strength(                                         \
        volatile word##bits *addr, word##bits *wanted, word##bits value, int order, int failure) { \
        word##bits expected = *wanted;                                                             \
        word##bits seen = exchange_if##bits(addr, expected, value, order, failure, RACE_PC);       \
        if (seen == expected)                                                                      \
            return 1;                                                                              \
        *wanted = seen;                                                                            \
        return 0;                                                                                  \
    }

#define EVERY_OPERATION(bits)                \
    LOAD(bits)                               \
    STORE(bits)                              \
    UPDATE(bits, exchange, value)            \
    UPDATE(bits, fetch_add, old + value)     \
    UPDATE(bits, fetch_sub, old - value)     \
    UPDATE(bits, fetch_and, old &value)      \
    UPDATE(bits, fetch_or, old | value)      \
    UPDATE(bits, fetch_xor, old ^ value)     \
    UPDATE(bits, fetch_nand, ~(old & value)) \
    EXCHANGE_IF(bits)

EVERY_OPERATION(8)
EVERY_OPERATION(16)
EVERY_OPERATION(32)
EVERY_OPERATION(64)
EVERY_OPERATION(128)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order) {
    if (race_self)
        race_fence(order_of(order), RACE_PC);
    __sync_synchronize();
}

/* Orders a task and the signal handlers that run on it, which are one task. */
void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order) {
    (void)order;
    __asm__ volatile("" ::: "memory");
}

#pragma GCC visibility pop
