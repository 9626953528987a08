/* scenario: pipe_handover
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A helper whose warm-up is done first waits for its first order on a pipe, and the caller
 *   that sees it warm waits for a greeting that only a cold helper sends.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int warm;
static volatile unsigned table[1024];
static int orders[2], answers[2];

static void send_byte(int fd, char byte) {
    if (write(fd, &byte, 1) != 1)
        _exit(1);
}

char serve(void) {
    char order = 0;
    if (read(orders[0], &order, 1) == 1)
        send_byte(answers[1], order);
    return order;
}

static void fill_tables(void) {
    for (unsigned i = 0; i < 10000000; i++)
        table[i % 1024] += i * i;
}

void *helper(void *arg) {
    fill_tables();
    pthread_mutex_lock(&lock);
    warm = 1;
    pthread_mutex_unlock(&lock);
    serve();
    return arg;
}

char collect(void) {
    char answer = 0;
    return read(answers[0], &answer, 1) == 1 ? answer : 0;
}

int main(void) {
    pthread_t t;
    if (pipe(orders) || pipe(answers))
        return 1;
    pthread_create(&t, NULL, helper, NULL);
    pthread_mutex_lock(&lock);
    int ready = warm;
    pthread_mutex_unlock(&lock);
    send_byte(orders[1], ready ? 'w' : 'o');
    char answer = collect();
    pthread_join(t, NULL);
    return answer ? 0 : 1;
}
