/* scenario: lent_local
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: tally, main
 * always: yes
 * needs: -
 * args: -
 * about: A worker shows its thread-local tally to the main thread by its address and goes on
 *   counting there; the fix hands over the number itself.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

static _Thread_local int counted;
static atomic_intptr_t shown;

#define SHOW() ((intptr_t)&counted)
#define SEEN(what) (*(const int *)(what))

void tally(void) {
    counted++;
}

void *worker(void *arg) {
    tally();
    atomic_store(&shown, SHOW());
    tally();
    return arg;
}

int main(void) {
    pthread_t thread;
    intptr_t what;
    pthread_create(&thread, NULL, worker, NULL);
    while (!(what = atomic_load(&shown)))
        sched_yield();
    int seen = SEEN(what);
    pthread_join(thread, NULL);
    return seen ? 0 : 1;
}
