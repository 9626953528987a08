/* scenario: dekker_relaxed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: withdraw
 * always: yes
 * needs: -
 * args: -
 * about: Dekker's lock on relaxed atomics: the balance that it guards is not ordered by it; the
 *   fix is sequentially consistent.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define ORDER memory_order_relaxed

static atomic_int wants[2], turn;
static int balance = 100;

void lock(int mine) {
    atomic_store_explicit(&wants[mine], 1, ORDER);
    while (atomic_load_explicit(&wants[1 - mine], ORDER)) {
        if (atomic_load_explicit(&turn, ORDER) != mine) {
            atomic_store_explicit(&wants[mine], 0, ORDER);
            while (atomic_load_explicit(&turn, ORDER) != mine)
                sched_yield();
            atomic_store_explicit(&wants[mine], 1, ORDER);
        }
        sched_yield();
    }
}

void unlock(int mine) {
    atomic_store_explicit(&turn, 1 - mine, ORDER);
    atomic_store_explicit(&wants[mine], 0, ORDER);
}

void withdraw(int mine) {
    lock(mine);
    balance -= 10;
    unlock(mine);
}

void *teller(void *arg) {
    withdraw(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    int number[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, teller, &number[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return balance < 100 ? 0 : 1;
}
