/* scenario: timeout_leaks_worker
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: look_up
 * always: no
 * needs: early-timeout
 * args: -
 * about: A caller waits for an answer for a twentieth of a second; when it gives up, the
 *   worker stays in its send to a channel without room.
 */
#include <detgo.h>

go_chan_type(answer_chan, int);

static go_atomic_int64 looked_up;

void look_up(void *arg) {
    answer_chan *answers = arg;
    go_atomic_add(&looked_up, 1);
    go_send(*answers, 42);
}

int Ask(void) {
    answer_chan answers = go_make(answer_chan, 0);
    go(look_up, answers);
    int answer = 0;
    GO_AFTER(too_late, 50 * GO_MILLISECOND);
    go_select(go_on_recv(answers, &answer, NULL), go_on_recv(too_late, NULL, NULL));
    return answer;
}

int main(void) {
    Ask();
    Ask();
    return 0;
}
