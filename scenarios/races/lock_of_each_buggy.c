/* scenario: lock_of_each
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: charge
 * always: yes
 * needs: -
 * args: -
 * about: Each order has a lock, and both charge the one customer under their own.
 */
#include <pthread.h>

struct customer {
    pthread_mutex_t lock;
    int due;
};

struct order {
    pthread_mutex_t lock;
    struct customer *customer;
};

static struct customer customer = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct order orders[2] = {{PTHREAD_MUTEX_INITIALIZER, &customer},
                                 {PTHREAD_MUTEX_INITIALIZER, &customer}};

void charge(struct order *o, int amount) {
    pthread_mutex_lock(&o->lock);
    o->customer->due += amount;
    pthread_mutex_unlock(&o->lock);
}

void *clerk(void *arg) {
    charge(arg, 3);
    return NULL;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, clerk, &orders[0]);
    pthread_create(&second, NULL, clerk, &orders[1]);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return customer.due ? 0 : 1;
}
