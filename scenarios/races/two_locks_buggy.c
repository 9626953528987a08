/* scenario: two_locks
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: pay_in, pay_out
 * always: yes
 * needs: -
 * args: -
 * about: Paying in and paying out change one balance under a lock each.
 */
#include <pthread.h>

static pthread_mutex_t in_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t out_lock = PTHREAD_MUTEX_INITIALIZER;
static int balance, paid_out;

void pay_in(int amount) {
    pthread_mutex_lock(&in_lock);
    balance += amount;
    pthread_mutex_unlock(&in_lock);
}

void pay_out(int amount) {
    pthread_mutex_lock(&out_lock);
    paid_out += amount;
    balance -= amount;
    pthread_mutex_unlock(&out_lock);
}

void *teller(void *arg) {
    pay_in(10);
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, teller, NULL);
    pay_out(5);
    pthread_join(thread, NULL);
    return balance ? 0 : 1;
}
