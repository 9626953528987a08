/* scenario: go_atomic_flag
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: prepare, main
 * always: yes
 * needs: -
 * args: -
 * about: A value is written after the atomic flag that says that it is there.
 */
#include <detgo.h>

static int value;
static go_atomic_int64 ready;

void prepare(void *arg) {
    go_atomic_store(&ready, 1);
    value = *(int *)arg;
}

int main(void) {
    go(prepare, 4);
    while (!go_atomic_load(&ready))
        go_yield();
    return value <= 4 ? 0 : 1;
}
