/* scenario: boarding_gate
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A passenger who finds that boarding was not called lets go of the gate and only then
 *   begins the wait, and boarding may be called in between. C11 threads.
 */
#include <threads.h>

enum { PASSENGERS = 1 };

static mtx_t gate;
static cnd_t boarding;
static int at_gate, boarded, called;

int arrive(void) {
    mtx_lock(&gate);
    at_gate++;
    int late = called;
    mtx_unlock(&gate);
    return late;
}

void wait_for_boarding(void) {
    mtx_lock(&gate);
    while (!called)
        cnd_wait(&boarding, &gate);
    mtx_unlock(&gate);
}

int passenger(void *arg) {
    (void)arg;
    if (!arrive())
        wait_for_boarding();
    mtx_lock(&gate);
    boarded++;
    mtx_unlock(&gate);
    return 0;
}

void call_boarding(void) {
    mtx_lock(&gate);
    called = 1;
    cnd_broadcast(&boarding);
    mtx_unlock(&gate);
}

int main(void) {
    thrd_t p[PASSENGERS];
    mtx_init(&gate, mtx_plain);
    cnd_init(&boarding);
    for (int i = 0; i < PASSENGERS; i++)
        thrd_create(&p[i], passenger, NULL);
    arrive();
    call_boarding();
    for (int i = 0; i < PASSENGERS; i++)
        thrd_join(p[i], NULL);
    return boarded == PASSENGERS && at_gate == PASSENGERS + 1 ? 0 : 1;
}
