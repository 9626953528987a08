/* Tasks switch between stacks of their own with swapcontext, with scheduling points on each.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <stdlib.h>
#include <ucontext.h>

enum { STACK = 64 * 1024 };
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int count;
static __thread ucontext_t home, away;

static void side(void) {
    pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
    for (;;) {
        pthread_mutex_lock(&gate);
        pthread_mutex_lock(&own);
        count++;
        pthread_mutex_unlock(&own);
        pthread_mutex_unlock(&gate);
        swapcontext(&away, &home);
    }
}

static void *run(void *unused) {
    char *stack = malloc(STACK);
    getcontext(&away);
    away.uc_stack.ss_sp = stack;
    away.uc_stack.ss_size = STACK;
    makecontext(&away, side, 0);
    for (int i = 0; i < 3; i++)
        swapcontext(&home, &away);
    free(stack);
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return count != 6;
}
