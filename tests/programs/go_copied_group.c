/* A goroutine calls Done on a copy of the wait group, so that the original is never done: that nobody
 * can go on is a consequence.
 * expect=copied-lock; seeds=10; */
#include "detgo.h"

struct job {
    go_waitgroup wg;
    int number;
};

static void work(void *arg) {
    struct job *copy = arg;
    go_waitgroup_done(&copy->wg);
}

int main(void) {
    struct job j = {.number = 1};
    go_waitgroup_add(&j.wg, 1);
    go(work, j);
    go_waitgroup_wait(&j.wg);
    return 0;
}
