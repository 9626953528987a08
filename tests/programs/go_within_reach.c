/* Goroutines wait while main polls for ever; what each waits for is within somebody's reach: in a variable,
 * a thread's variable, a block, a mapping (a pointer to its inside), libc's own blocks, a timer, the stack
 * of a goroutine that sleeps, or the hands of a goroutine that can itself be woken. No leak is reported.
 * expect=livelock; seeds=20; options=--steps 600; */
#define _GNU_SOURCE
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "detgo.h"

enum { KEYS = 40 };
go_chan_type(ints, int);
struct two {
    ints first, then;
};
struct holder {
    long other;
    ints c;
};

ints in_variable, of_chain;
__thread ints in_thread;
struct holder *in_block;
char **in_mapping;
void *in_tree;
pthread_key_t keys[KEYS];

static void receives(void *arg) {
    ints *c = arg;
    go_recv(*c);
}

static void waits_then_closes(void *arg) {
    struct two *t = arg;
    go_recv(t->first);
    go_close(t->then);
}

static void closes(void *arg) {
    go_chan_close(arg);
}

static void closes_late(void *arg) {
    ints *c = arg;
    go_sleep(3600 * GO_SECOND);
    go_close(*c);
}

static int by_address(const void *a, const void *b) {
    return (a > b) - (a < b);
}

/* A channel that a goroutine waits on. */
__attribute__((noinline)) static ints awaited(void) {
    ints c = go_make(ints, 0);
    go(receives, c);
    return c;
}

__attribute__((noinline)) static void hide_all(void) {
    in_variable = awaited();
    in_thread = awaited();
    in_block = calloc(1, sizeof *in_block);
    in_block->c = awaited();
    in_mapping = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    in_mapping[5000] = (char *)awaited().tx.ch + 8;
    for (int i = 0; i < KEYS; i++)
        pthread_key_create(&keys[i], NULL);
    pthread_setspecific(keys[0], awaited().tx.ch);
    pthread_setspecific(keys[KEYS - 1], awaited().tx.ch);
    tsearch(awaited().tx.ch, &in_tree, by_address);
    go_after_func(3600 * GO_SECOND, closes, awaited().tx.ch);
    go(closes_late, awaited());
    of_chain = go_make(ints, 0);
    go(waits_then_closes, ((struct two){of_chain, awaited()}));
}

__attribute__((noinline)) static void clear_stack(void) {
    volatile char mark[8192];
    for (unsigned i = 0; i < sizeof mark; i++)
        mark[i] = 0;
}

int main(void) {
    ints on_stack = awaited();
    hide_all();
    clear_stack();
    for (;;) {
        go_yield();
        if (go_len(on_stack) > 0)
            return 1;
    }
}
