/* A goroutine gets a copy of a mutex that was locked when it was copied, and waits at it for ever.
 * expect=copied-lock; seeds=10; */
#include "detgo.h"

struct account {
    go_mutex mu;
    int balance;
};

static void audit(void *arg) {
    struct account *copy = arg;
    GO_LOCK_GUARD(&copy->mu);
    copy->balance = 0;
}

int main(void) {
    struct account a = {.balance = 7};
    go_mutex_lock(&a.mu);
    go(audit, a);
    go_mutex_unlock(&a.mu);
    return 0;
}
