/* The program catches its own SIGSEGV and goes on; it sees the default handler before that.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

static __thread sigjmp_buf back;
static int *volatile nowhere;

static void handler(int sig) {
    (void)sig;
    siglongjmp(back, 1);
}

static void *run(void *failed) {
    if (sigsetjmp(back, 1) == 0) {
        *nowhere = 1;
        return failed;
    }
    return NULL;
}

int main(void) {
    struct sigaction act = {.sa_handler = handler}, old;
    sigaction(SIGSEGV, &act, &old);
    if (old.sa_handler != SIG_DFL)
        return 2;
    pthread_t tasks[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, &act);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1];
}
