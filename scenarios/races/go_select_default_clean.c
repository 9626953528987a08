/* scenario: go_select_default
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A select with a default goes on without a result, and the result is read all the same;
 *   the fix has no default.
 */
#include <detgo.h>

go_chan_type(ints, int);

int result;

void compute(void *arg) {
    ints done = *(ints *)arg;
    result = 5;
    go_send(done, 1);
}

int main(void) {
    ints done = go_make(ints, 1);
    int one;
    go(compute, done);
    go_select(go_on_recv(done, &one, NULL));
    return result <= 5 ? 0 : 1;
}
