/* scenario: seqlock
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The two halves of a time are read under a sequence count, but they are plain variables
 *   that are written meanwhile; the fix makes them relaxed atomics, between the right orders and
 *   fences.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_uint sequence;
static atomic_int seconds, nanos;
#define get(half) atomic_load_explicit(&(half), memory_order_relaxed)
#define set(half, value) atomic_store_explicit(&(half), (value), memory_order_relaxed)

void set_time(int now) {
    unsigned before = atomic_load_explicit(&sequence, memory_order_relaxed);
    atomic_store_explicit(&sequence, before + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    set(seconds, now);
    set(nanos, now);
    atomic_store_explicit(&sequence, before + 2, memory_order_release);
}

int read_time(void) {
    for (;;) {
        unsigned before = atomic_load_explicit(&sequence, memory_order_acquire);
        int s = get(seconds), n = get(nanos);
        atomic_thread_fence(memory_order_acquire);
        if (before % 2 == 0 && atomic_load_explicit(&sequence, memory_order_relaxed) == before)
            return s - n;
        sched_yield();
    }
}

void *clock_tick(void *arg) {
    for (int now = 1; now < 3; now++)
        set_time(now);
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, clock_tick, NULL);
    int off = read_time();
    pthread_join(thread, NULL);
    return off;
}
