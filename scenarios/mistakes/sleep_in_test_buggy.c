/* scenario: sleep_in_test
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: TestWorker
 * notes: sleep-sync
 * always: no
 * needs: -
 * args: -
 * about: A test gives the worker a fiftieth of a second and then asserts what it has done; the
 *   fix waits for a channel that the worker closes.
 */
#include <assert.h>
#include <detgo.h>

enum { JOBS = 3 };

static go_atomic_int64 handled;
static go_signal done;

void worker(void *arg) {
    for (int i = 0; i < *(int *)arg; i++)
        go_atomic_add(&handled, 1);
    go_close(done);
}

void TestWorker(void) {
    done = go_make(go_signal, 0);
    go(worker, JOBS);
    go_sleep(20 * GO_MILLISECOND);
    assert(go_atomic_load(&handled) == JOBS);
}

int main(void) {
    TestWorker();
    return 0;
}
