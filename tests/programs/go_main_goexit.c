/* Main calls Goexit, and the last of the others ends: Go's "no goroutines" deadlock.
 * expect=deadlock; seeds=10; */
#include "detgo.h"

static void step(void *arg) {
    (void)arg;
    go_yield();
}

int main(void) {
    go(step, 0);
    go(step, 0);
    go_exit();
}
