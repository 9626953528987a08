/* scenario: socket_reply
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A server's answer lies in shared memory, and its message over a socket pair only says
 *   that the question was taken; the fix sends it when the answer is there.
 */
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];
static int question, shared_answer;

void answer(void) {
    char byte;
    if (read(ends[1], &byte, 1) != 1)
        return;
    int given = question * 2;
    shared_answer = given;
    if (write(ends[1], &byte, 1) != 1)
        return;
}

int ask(int number) {
    char byte = 'q';
    question = number;
    if (write(ends[0], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
        return 0;
    return shared_answer;
}

void *server(void *arg) {
    answer();
    return arg;
}

int main(void) {
    pthread_t thread;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 1;
    pthread_create(&thread, NULL, server, NULL);
    int got = ask(4);
    pthread_join(thread, NULL);
    return got <= 8 ? 0 : 1;
}
