/* scenario: go_select_other_case
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: measure, main
 * always: yes
 * needs: -
 * args: -
 * about: A select waits for either of two results, and both are read; the fix reads the one that
 *   came.
 */
#include <detgo.h>

go_chan_type(ints, int);

int width, height;

struct measurement {
    int *place;
    ints done;
};

void measure(void *arg) {
    struct measurement *m = arg;
    *m->place = 7;
    go_send(m->done, 1);
}

int main(void) {
    ints wide = go_make(ints, 1), high = go_make(ints, 1);
    go(measure, ((struct measurement){&width, wide}));
    go(measure, ((struct measurement){&height, high}));
    int which = go_select(go_on_recv(wide, NULL, NULL), go_on_recv(high, NULL, NULL));
    int sum = width + height + which;
    return sum ? 0 : 1;
}
