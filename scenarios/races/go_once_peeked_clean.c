/* scenario: go_once_peeked
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A client looks at what once.Do sets without calling it, when it finds it set.
 */
#include <detgo.h>

static go_once once;
static int connection;
static go_waitgroup wg;

void connect(void *arg) {
    connection = *(int *)arg;
}

int get(int port) {
    go_once_do(&once, connect, &port);
    return connection;
}

void client(void *arg) {
    if (get(*(int *)arg) == 0)
        go_panic("no connection");
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 2);
    go(client, 80);
    go(client, 81);
    go_waitgroup_wait(&wg);
    return 0;
}
