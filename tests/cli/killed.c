/* killed.c: a thread ends its own process by SIGKILL, or as its argument says: by a signal that is sent, by an
 * address that no memory can have, or by one near zero. */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int turns;
static const char *how = "";
static volatile uintptr_t odd = 0xdead000000000000, null = 8;

static void end(void) {

    if (!strcmp(how, "raise"))
        raise(SIGTERM);
    if (!strcmp(how, "segv"))
        raise(SIGSEGV);
    if (!strcmp(how, "odd"))
        *(volatile char *)odd = 1;
    if (!strcmp(how, "null"))
        *(volatile char *)null = 1;
    kill(getpid(), SIGKILL);
}

static void *turn(void *arg) {
    pthread_mutex_lock(&lock);
    if (++turns == 2)
        end();
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(int argc, char **argv) {
    pthread_t a, b;

    if (argc > 1)
        how = argv[1];
    pthread_create(&a, NULL, turn, NULL);
    pthread_create(&b, NULL, turn, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
