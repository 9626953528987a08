/* A goroutine sends on a channel that its starter dropped, while main polls for ever; two others wait for
 * each other's channels. The run never comes to a drain, and they are found all the same.
 * expect=goroutine-leak,livelock; seeds=20; options=--steps 300; */
#include "detgo.h"

go_chan_type(ints, int);
struct two {
    ints first, then;
};

static void sends(void *arg) {
    ints *c = arg;
    go_send(*c, 1);
}

static void waits_then_closes(void *arg) {
    struct two *t = arg;
    go_recv(t->first);
    go_close(t->then);
}

__attribute__((noinline)) static void request(void) {
    ints answer = go_make(ints, 0), a = go_make(ints, 0), b = go_make(ints, 0);
    go(sends, answer);
    go(waits_then_closes, ((struct two){a, b}));
    go(waits_then_closes, ((struct two){b, a}));
}

/* Overwrites what calls have left on the stack. */
__attribute__((noinline)) static void clear_stack(void) {
    volatile char mark[8192];
    for (unsigned i = 0; i < sizeof mark; i++)
        mark[i] = 0;
}

int main(void) {
    request();
    clear_stack();
    for (;;)
        go_yield();
}
