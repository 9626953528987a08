/* scenario: pipe_too_early
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: produce, main
 * always: yes
 * needs: -
 * args: -
 * about: A producer says by a byte in a pipe that its block is ready before it has written the
 *   block.
 */
#include <pthread.h>
#include <unistd.h>

static int ends[2];
int block;

void produce(void) {
    if (write(ends[1], "r", 1) != 1)
        return;
    block = 17;
}

void *producer(void *arg) {
    produce();
    return arg;
}

int main(void) {
    pthread_t thread;
    char ready;
    if (pipe(ends) != 0)
        return 1;
    pthread_create(&thread, NULL, producer, NULL);
    if (read(ends[0], &ready, 1) != 1)
        return 1;
    int got = block;
    pthread_join(thread, NULL);
    return got <= 17 ? 0 : 1;
}
