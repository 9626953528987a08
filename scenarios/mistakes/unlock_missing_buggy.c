/* scenario: unlock_missing
 * twin: buggy
 * kind: lock-held-at-exit
 * subkind: -
 * severity: error
 * functions: withdraw
 * always: no
 * needs: -
 * args: -
 * about: A withdrawal that finds too little money, though there was enough when it was asked
 *   for, returns without giving the account's lock back.
 */
#include <detgo.h>

enum { CLIENTS = 2 };

static go_mutex mu;
static int balance = 15;
static go_waitgroup wg;

bool has(int amount) {
    GO_LOCK_GUARD(&mu);
    return balance >= amount;
}

void withdraw(int amount) {
    go_mutex_lock(&mu);
    if (balance < amount)
        return;
    balance -= amount;
    go_mutex_unlock(&mu);
}

void client(void *arg) {
    int amount = *(int *)arg;
    if (has(amount))
        withdraw(amount);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, CLIENTS);
    for (int i = 0; i < CLIENTS; i++)
        go(client, 10);
    go_waitgroup_wait(&wg);
    return 0;
}
