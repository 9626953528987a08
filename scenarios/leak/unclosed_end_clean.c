/* scenario: unclosed_end
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A detached copier reads a log pipe to its end; the program closes its own end of the pipe, and
 *   forgets the duplicate that a writer was given and which outlives it.
 */
#include <pthread.h>
#include <unistd.h>

static int log_pipe[2], copied;

void copy_log(void) {
    char byte;
    while (read(log_pipe[0], &byte, 1) == 1)
        copied++;
}

void *copier(void *arg) {
    copy_log();
    return arg;
}

void *writer(void *arg) {
    int fd = dup(log_pipe[1]);
    if (write(fd, "line", 4) != 4)
        _exit(1);
    close(fd);
    return arg;
}

int main(void) {
    pthread_t c, w;
    if (pipe(log_pipe))
        return 1;
    pthread_create(&c, NULL, copier, NULL);
    pthread_detach(c);
    pthread_create(&w, NULL, writer, NULL);
    pthread_join(w, NULL);
    close(log_pipe[1]);
    return 0;
}
