/* scenario: late_argument
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, start
 * always: yes
 * needs: -
 * args: -
 * about: A thread's argument gets its second field after the thread was created.
 */
#include <pthread.h>

static struct { int port, backlog; } options;

void *start(void *arg) {
    return options.port + options.backlog ? arg : NULL;
}

int main(void) {
    pthread_t thread;
    options.port = 80;
    pthread_create(&thread, NULL, start, NULL);
    options.backlog = 5;
    pthread_join(thread, NULL);
    return 0;
}
