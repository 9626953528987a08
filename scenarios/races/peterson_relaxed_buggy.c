/* scenario: peterson_relaxed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: deposit
 * always: yes
 * needs: -
 * args: -
 * about: Peterson's lock on relaxed atomics: the balance that it guards is not ordered by it; the
 *   fix is sequentially consistent.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define ORDER memory_order_relaxed

static atomic_int wants[2], turn;
static int balance;

void lock(int mine) {
    atomic_store_explicit(&wants[mine], 1, ORDER);
    atomic_store_explicit(&turn, 1 - mine, ORDER);
    while (atomic_load_explicit(&wants[1 - mine], ORDER) &&
           atomic_load_explicit(&turn, ORDER) != mine)
        sched_yield();
}

void unlock(int mine) {
    atomic_store_explicit(&wants[mine], 0, ORDER);
}

void deposit(int mine) {
    lock(mine);
    balance += 10;
    unlock(mine);
}

void *teller(void *arg) {
    deposit(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    int number[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, teller, &number[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return balance ? 0 : 1;
}
