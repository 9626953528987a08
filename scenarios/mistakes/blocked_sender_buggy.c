/* scenario: blocked_sender
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: query
 * always: yes
 * needs: -
 * args: -
 * about: A search asks three replicas and returns with the first answer; the other two stay in
 *   their sends to a channel without room.
 */
#include <detgo.h>

enum { REPLICAS = 3 };

go_chan_type(answer_chan, int);

struct replica {
    int number;
    answer_chan_tx answers;
};

void query(void *arg) {
    struct replica *r = arg;
    go_send(r->answers, r->number);
}

int Search(void) {
    answer_chan answers = go_make(answer_chan, 0);
    for (int i = 1; i <= REPLICAS; i++)
        go(query, ((struct replica){i, answers.as_tx}));
    return go_recv(answers);
}

int main(void) {
    return Search() > 0 ? 0 : 1;
}
