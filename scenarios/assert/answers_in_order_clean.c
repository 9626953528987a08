/* scenario: answers_in_order
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Two workers answer the requests of one socket, and the client takes the answers for those to
 *   its requests in the order in which it sent them.
 */
#include <assert.h>
#include <pthread.h>
#include <sys/socket.h>

enum { REQUESTS = 2 };

static int ends[2];

void *worker(void *arg) {
    char request;
    if (recv(ends[1], &request, 1, 0) == 1)
        send(ends[1], &request, 1, 0);
    return arg;
}

void client(void) {
    char answers[REQUESTS] = {0};
    for (char i = 0; i < REQUESTS; i++)
        send(ends[0], &i, 1, 0);
    for (int i = 0; i < REQUESTS; i++) {
        char answer = 0;
        recv(ends[0], &answer, 1, 0);
        answers[(int)answer] = answer;
    }
    for (char i = 0; i < REQUESTS; i++)
        assert(answers[(int)i] == i);
}

int main(void) {
    pthread_t t[REQUESTS];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
        return 1;
    for (int i = 0; i < REQUESTS; i++)
        pthread_create(&t[i], NULL, worker, NULL);
    client();
    for (int i = 0; i < REQUESTS; i++)
        pthread_join(t[i], NULL);
    return 0;
}
