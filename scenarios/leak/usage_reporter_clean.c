/* scenario: usage_reporter
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Shutting down wakes a detached reporter only if it waits for figures just then; one
 *   that is busy sending comes back, does not look for the end and waits for ever. C11
 *   threads.
 */
#include <threads.h>

static mtx_t lock;
static cnd_t wake;
static int figures, waiting, stopping, sent;

int next_report(void) {
    mtx_lock(&lock);
    while (figures == 0 && !stopping) {
        waiting = 1;
        cnd_wait(&wake, &lock);
        waiting = 0;
    }
    int go_on = figures > 0 && !stopping;
    figures = 0;
    mtx_unlock(&lock);
    return go_on;
}

int reporter(void *arg) {
    (void)arg;
    while (next_report()) {
        mtx_lock(&lock);
        sent++;
        mtx_unlock(&lock);
    }
    return 0;
}

void add_figure(void) {
    mtx_lock(&lock);
    figures++;
    if (waiting)
        cnd_signal(&wake);
    mtx_unlock(&lock);
}

void shut_down(void) {
    mtx_lock(&lock);
    stopping = 1;
    if (waiting) {
        figures++;
        cnd_signal(&wake);
    }
    mtx_unlock(&lock);
}

int main(void) {
    thrd_t r;
    mtx_init(&lock, mtx_plain);
    cnd_init(&wake);
    thrd_create(&r, reporter, NULL);
    thrd_detach(r);
    add_figure();
    shut_down();
    return 0;
}
