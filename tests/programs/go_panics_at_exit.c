/* Two goroutines send on a channel that main closes before it returns: who comes before the process's end
 * panics, and who comes after it is no leak.
 * expect=send-on-closed; seeds=60; */
#include "detgo.h"

go_chan_type(ints, int);
static ints jobs;
static go_signal ready;

static void sends(void *unused) {
    (void)unused;
    go_send(ready, GO_UNIT);
    go_send(jobs, 1);
}

int main(void) {
    jobs = go_make(ints, 0);
    ready = go_make(go_signal, 0);
    go(sends, 0);
    go(sends, 0);
    (void)go_recv(ready);
    (void)go_recv(ready);
    go_close(jobs);
    return 0;
}
