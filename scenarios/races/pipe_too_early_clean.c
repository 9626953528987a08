/* scenario: pipe_too_early
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    block = 17;
    if (write(ends[1], "r", 1) != 1)
        return;
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
