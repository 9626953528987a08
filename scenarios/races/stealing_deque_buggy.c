/* scenario: stealing_deque
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: push, steal
 * always: no
 * needs: -
 * args: -
 * about: The owner of a deque pushes at its bottom, and thieves steal at its top; the owner moves
 *   the bottom by a relaxed store, so that the thief may not read the job; the fix is
 *   sequentially consistent.
 */
#include <pthread.h>
#include <stdatomic.h>

enum { ROOM = 8 };

static int jobs[ROOM];
static atomic_int top, bottom;

void push(int job) {
    int b = atomic_load_explicit(&bottom, memory_order_relaxed);
    jobs[b % ROOM] = job;
    atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
}

int pop(void) {
    int b = atomic_load(&bottom) - 1;
    atomic_store(&bottom, b);
    int t = atomic_load(&top);
    int job = t <= b ? jobs[b % ROOM] : 0;
    if (t >= b) {
        if (t == b && !atomic_compare_exchange_strong(&top, &t, t + 1))
            job = 0;
        atomic_store(&bottom, b + 1);
    }
    return job;
}

int steal(void) {
    int t = atomic_load(&top), b = atomic_load(&bottom);
    if (t >= b)
        return 0;
    int job = jobs[t % ROOM];
    return atomic_compare_exchange_strong(&top, &t, t + 1) ? job : 0;
}

void *thief(void *arg) {
    int got = steal() + steal();
    return got ? arg : NULL;
}

int main(void) {
    pthread_t thread;
    int done = 0;
    push(1);
    pthread_create(&thread, NULL, thief, NULL);
    push(2);
    push(3);
    done += pop() + pop();
    pthread_join(thread, NULL);
    return done ? 0 : 1;
}
