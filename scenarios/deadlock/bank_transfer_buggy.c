/* scenario: bank_transfer
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: transfer
 * always: no
 * needs: -
 * args: -
 * about: A transfer locks the account it takes from, then the one it pays into; the fix locks
 *   the lower account number first.
 */
#include <pthread.h>
#include <stdio.h>

enum { ACCOUNTS = 3, TELLERS = 3 };

struct account {
    pthread_mutex_t lock;
    int balance;
};

struct order {
    int from, to, amount;
};

static struct account bank[ACCOUNTS];
static const struct order orders[TELLERS][2] = {
    {{0, 1, 10}, {1, 2, 5}},
    {{1, 0, 20}, {0, 2, 5}},
    {{2, 1, 15}, {2, 0, 5}},
};

void transfer(int from, int to, int amount) {
    struct account *first = &bank[from];
    struct account *second = &bank[to];
    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    bank[from].balance -= amount;
    bank[to].balance += amount;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
}

void *teller(void *arg) {
    const struct order *mine = arg;
    for (int i = 0; i < 2; i++)
        transfer(mine[i].from, mine[i].to, mine[i].amount);
    return NULL;
}

int main(void) {
    pthread_t tellers[TELLERS];
    int total = 0;
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutex_init(&bank[i].lock, NULL);
        bank[i].balance = 100;
    }
    for (int i = 0; i < TELLERS; i++)
        pthread_create(&tellers[i], NULL, teller, (void *)orders[i]);
    for (int i = 0; i < TELLERS; i++)
        pthread_join(tellers[i], NULL);
    for (int i = 0; i < ACCOUNTS; i++)
        total += bank[i].balance;
    printf("total %d\n", total);
    return total == 100 * ACCOUNTS ? 0 : 1;
}
