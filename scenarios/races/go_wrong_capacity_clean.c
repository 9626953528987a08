/* scenario: go_wrong_capacity
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine writes a greeting and then receives from the channel that main sends to;
 *   that orders the two only if the channel has no room.
 */
#include <detgo.h>

go_chan_type(ints, int);

int greeting;

void write_greeting(void *arg) {
    ints c = *(ints *)arg;
    greeting = 1;
    go_recv(c);
}

int main(void) {
    ints c = go_make(ints, 0);
    go(write_greeting, c);
    go_send(c, 0);
    return greeting <= 1 ? 0 : 1;
}
