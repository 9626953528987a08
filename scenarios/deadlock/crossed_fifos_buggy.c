/* scenario: crossed_fifos
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: serve, ask
 * always: yes
 * needs: -
 * args: -
 * about: A client and its server talk over two FIFOs, and each opens the one that it reads from first;
 *   opening waits for the other end.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[200], requests[300], replies[300];

void *serve(void *arg) {
    char c;
    int in = open(requests, O_RDONLY);
    int out = open(replies, O_WRONLY);
    while (read(in, &c, 1) == 1 && write(out, &c, 1) == 1) {
    }
    close(in);
    close(out);
    return arg;
}

int ask(void) {
    char c = 'q';
    int in = open(replies, O_RDONLY);
    int out = open(requests, O_WRONLY);
    int right = write(out, &c, 1) == 1 && read(in, &c, 1) == 1 && c == 'q';
    close(out);
    close(in);
    return right;
}

int main(void) {
    const char *place = getenv("TMPDIR");
    pthread_t t;
    snprintf(folder, sizeof folder, "%s/fifosXXXXXX", place ? place : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    snprintf(requests, sizeof requests, "%s/requests", folder);
    snprintf(replies, sizeof replies, "%s/replies", folder);
    if (mkfifo(requests, 0600) || mkfifo(replies, 0600))
        return 1;
    pthread_create(&t, NULL, serve, NULL);
    int right = ask();
    pthread_join(t, NULL);
    unlink(requests);
    unlink(replies);
    rmdir(folder);
    return !right;
}
