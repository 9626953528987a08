/* scenario: go_group_results
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The results of an errgroup are read before the group was waited for.
 */
#include <detgo.h>

enum { URLS = 2 };

static int responses[URLS];

go_error *fetch(void *arg) {
    int i = *(int *)arg;
    responses[i] = 200;
    return NULL;
}

int main(void) {
    go_errgroup g = {0};
    for (int i = 0; i < URLS; i++)
        go_errgroup_go(&g, fetch, i);
    go_error *err = go_errgroup_wait(&g);
    int sum = responses[0] + responses[1];
    return !err && sum <= 400 ? 0 : 1;
}
