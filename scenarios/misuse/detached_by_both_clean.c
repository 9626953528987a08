/* scenario: detached_by_both
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A job that goes on in the background and the owner who leaves it alone both let go
 *   of its thread; each asks whether that was done and notes it in another critical section.
 *   C11 threads.
 */
#include <threads.h>

static mtx_t lock;
static thrd_t job;
static int released, steps;

void let_go(void) {
    mtx_lock(&lock);
    int mine = !released;
    released = 1;
    mtx_unlock(&lock);
    if (mine)
        thrd_detach(job);
}

int run_job(void *arg) {
    (void)arg;
    for (int i = 0; i < 2; i++) {
        mtx_lock(&lock);
        steps++;
        mtx_unlock(&lock);
    }
    let_go();
    return 0;
}

int main(void) {
    mtx_init(&lock, mtx_plain);
    mtx_lock(&lock);
    thrd_create(&job, run_job, NULL);
    mtx_unlock(&lock);
    let_go();
    return 0;
}
