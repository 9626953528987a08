/* Two goroutines take locks in opposite orders, one at its beginning and one at its end: a seed that is steered
 * closes the circle.
 * expect=deadlock; seeds=8; */
#include "detgo.h"

static go_mutex first, tally_lock;
static go_rwmutex second;
static go_waitgroup group;
static int tally;

static void work(void) {
    for (int i = 0; i < 25; i++) {
        go_mutex_lock(&tally_lock);
        tally++;
        go_mutex_unlock(&tally_lock);
    }
}

static void one_way(void *arg) {
    (void)arg;
    go_mutex_lock(&first);
    go_rwmutex_lock(&second);
    go_rwmutex_unlock(&second);
    go_mutex_unlock(&first);
    work();
    go_waitgroup_done(&group);
}

static void other_way(void *arg) {
    (void)arg;
    work();
    go_rwmutex_rlock(&second);
    go_mutex_lock(&first);
    go_mutex_unlock(&first);
    go_rwmutex_runlock(&second);
    go_waitgroup_done(&group);
}

int main(void) {
    int unused = 0;
    go_waitgroup_add(&group, 2);
    go(one_way, unused);
    go(other_way, unused);
    go_waitgroup_wait(&group);
    return 0;
}
