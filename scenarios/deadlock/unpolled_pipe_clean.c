/* scenario: unpolled_pipe
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A loop looks at its stop pipe once, and then polls its work pipe alone; the request to stop
 *   that comes in between is never seen.
 */
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

static int work[2], stop[2];
static unsigned table[1024];

int wait_for_work(void) {
    struct pollfd fds[2] = {{stop[0], POLLIN, 0}, {work[0], POLLIN, 0}};
    return poll(fds, 2, -1) > 0 && !fds[0].revents;
}

static void fill_tables(void) {
    unsigned entry = 1;
    for (unsigned i = 0; i < 10000000; i++)
        entry = entry * 1664525 + 1013904223;
    table[entry % 1024] = entry;
}

void *loop(void *arg) {
    char item;
    fill_tables();
    while (wait_for_work())
        if (read(work[0], &item, 1) != 1)
            break;
    return arg;
}

int main(void) {
    pthread_t t;
    if (pipe(work) || pipe(stop))
        return 1;
    pthread_create(&t, NULL, loop, NULL);
    for (int i = 0; i < 3; i++)
        if (write(work[1], "w", 1) != 1)
            return 1;
    if (write(stop[1], "s", 1) != 1)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
