/* scenario: seat_claims
 * twin: buggy
 * kind: livelock
 * subkind: -
 * severity: error
 * functions: claim
 * always: no
 * needs: -
 * args: -
 * about: Two booking desks that want the same row each put up a claim and wait, polling,
 *   until the other's is gone; neither takes its own down. C11 threads.
 */
#include <threads.h>

static mtx_t lock;
static int wants[2], rows_sold;

static void set_claim(int desk, int on) {
    mtx_lock(&lock);
    wants[desk] = on;
    mtx_unlock(&lock);
}

static int claimed(int desk) {
    mtx_lock(&lock);
    int on = wants[desk];
    mtx_unlock(&lock);
    return on;
}

void claim(int desk) {
    set_claim(desk, 1);
    while (claimed(1 - desk)) {
        thrd_yield();
    }
    mtx_lock(&lock);
    rows_sold++;
    mtx_unlock(&lock);
    set_claim(desk, 0);
}

int desk(void *arg) {
    claim(*(int *)arg);
    return 0;
}

int main(void) {
    thrd_t other;
    int one = 1;
    mtx_init(&lock, mtx_plain);
    thrd_create(&other, desk, &one);
    claim(0);
    thrd_join(other, NULL);
    return rows_sold == 2 ? 0 : 1;
}
