/* scenario: grown_buffer
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A log is grown by realloc, which may move it, while a reader holds a pointer into the
 *   old one.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int *lines;
static size_t count, room;

void append(int line) {
    pthread_mutex_lock(&lock);
    if (count == room) {
        room = room ? room * 64 : 2;
        lines = realloc(lines, room * sizeof *lines);
    }
    lines[count++] = line;
    pthread_mutex_unlock(&lock);
}

int first_line(void) {
    pthread_mutex_lock(&lock);
    int *first = lines;
    int line = *first;
    pthread_mutex_unlock(&lock);
    sched_yield();
    return line;
}

void *logger(void *arg) {
    append(2);
    append(3);
    return arg;
}

int main(void) {
    pthread_t thread;
    append(1);
    pthread_create(&thread, NULL, logger, NULL);
    int line = first_line();
    pthread_join(thread, NULL);
    free(lines);
    return line == 1 ? 0 : 1;
}
