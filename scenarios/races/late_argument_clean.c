/* scenario: late_argument
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    options.backlog = 5;
    pthread_create(&thread, NULL, start, NULL);
    pthread_join(thread, NULL);
    return 0;
}
