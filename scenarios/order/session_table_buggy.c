/* scenario: session_table
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: close_all, expire
 * always: no
 * needs: -
 * args: -
 * about: Closing all sessions holds the table's lock while it takes a session's, expiring one
 *   holds the session's while it takes the table's; much else is done by both before they get
 *   there. C11 threads.
 */
#include <threads.h>

enum { STEPS = 25 };

static mtx_t table_lock, session_lock, clock_lock;
static int sessions = 1, open_files = 3, ticks;

void tick(int times) {
    for (int i = 0; i < times; i++) {
        mtx_lock(&clock_lock);
        ticks++;
        mtx_unlock(&clock_lock);
    }
}

void close_all(void) {
    mtx_lock(&table_lock);
    mtx_lock(&session_lock);
    open_files = 0;
    mtx_unlock(&session_lock);
    sessions = 0;
    mtx_unlock(&table_lock);
}

void expire(void) {
    mtx_lock(&session_lock);
    open_files = 0;
    mtx_lock(&table_lock);
    sessions = 0;
    mtx_unlock(&table_lock);
    mtx_unlock(&session_lock);
}

int reaper(void *arg) {
    (void)arg;
    tick(STEPS);
    expire();
    tick(STEPS);
    return 0;
}

int main(void) {
    thrd_t thread;
    mtx_init(&table_lock, mtx_plain);
    mtx_init(&session_lock, mtx_plain);
    mtx_init(&clock_lock, mtx_plain);
    thrd_create(&thread, reaper, NULL);
    close_all();
    tick(STEPS);
    thrd_join(thread, NULL);
    return 0;
}
