/* A handler that itself sends runs while main waits for a channel; a child that fork made uses channels;
 * conditions, timers and tickers.
 * expect=none; seeds=100; output=native; */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "detgo.h"

go_chan_type(ints, int);
static ints values, from_handler;
static volatile sig_atomic_t handled;
static pthread_t main_thread;
static go_mutex mu;
static go_cond cond = GO_COND(&mu);
static int ready;

static void on_signal(int sig) {
    (void)sig;
    go_send(from_handler, 7);
    handled = 1;
}

static void sends(void *arg) {
    (void)arg;
    go_yield();
    go_send(values, 1);
}

static void receives(void *arg) {
    (void)arg;
    go_recv(from_handler);
}

static void kills(void *arg) {
    (void)arg;
    pthread_kill(main_thread, SIGUSR1);
}

static void wakes(void *arg) {
    (void)arg;
    go_mutex_lock(&mu);
    ready = 1;
    go_mutex_unlock(&mu);
    go_cond_signal(&cond);
}

static int child(void) {
    ints c = go_make(ints, 1);
    go_send(c, 3);
    int value = go_recv(c);
    go_chan_release(c.tx.ch);
    return value == 3 ? 0 : 1;
}

static int in_child(void) {
    int status = 1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(child());
    waitpid(pid, &status, 0);
    return status;
}

static int ticks(void) {
    int n = 0;
    go_timer *timer = go_timer_new(GO_SECOND);
    if (go_timer_stop(timer))
        go_timer_reset(timer, GO_MILLISECOND);
    go_recv(go_timer_chan(timer));
    go_timer_free(timer);
    go_ticker *ticker = go_ticker_new(GO_MILLISECOND);
    for (; n < 3; n++)
        go_recv(go_ticker_chan(ticker));
    go_ticker_free(ticker);
    return n;
}

int main(void) {
    main_thread = pthread_self();
    values = go_make(ints, 0);
    from_handler = go_make(ints, 0);
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_signal}, NULL);
    go(receives, 0);
    go(sends, 0);
    go(kills, 0);
    int value = go_recv(values);
    while (!handled)
        go_yield();
    go(wakes, 0);
    go_mutex_lock(&mu);
    while (!ready)
        go_cond_wait(&cond);
    go_mutex_unlock(&mu);
    printf("%d %d %d\n", value, in_child(), ticks());
    return 0;
}
