/* interrupt.c: counts signals and remembers when the first one came. */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "util.h"

#define GRACE_NS INT64_C(3000000000)

static volatile sig_atomic_t interrupts;
static _Atomic int64_t since;

static void on_signal(int sig) {
    (void)sig;
    if (!interrupts)
        since = hn_wall();
    if (interrupts < 2)
        interrupts++;
}

void hn_interrupt_prepare(void) {
    struct sigaction sa = {.sa_handler = on_signal}, old;

    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGUSR1, &sa, NULL);
    if (!sigaction(SIGHUP, NULL, &old) && old.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int hn_interrupted(void) {
    return interrupts;
}

bool hn_interrupt_late(void) {
    return interrupts > 1 || (interrupts && hn_wall() - since > GRACE_NS);
}
