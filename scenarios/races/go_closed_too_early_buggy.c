/* scenario: go_closed_too_early
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: load, main
 * always: yes
 * needs: -
 * args: -
 * about: A channel is closed to say that the table is there, before its second half is.
 */
#include <detgo.h>

go_chan_type(signals, int);

int table[2]; /* not static, or clang knows what it can hold, and reads nothing */

void load(void *arg) {
    signals loaded = *(signals *)arg;
    table[0] = 1;
    go_close(loaded);
    table[1] = 2;
}

int main(void) {
    signals loaded = go_make(signals, 0);
    go(load, loaded);
    go_recv(loaded);
    return table[0] + table[1] <= 3 ? 0 : 1;
}
