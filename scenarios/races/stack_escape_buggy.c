/* scenario: stack_escape
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: set_target, copy_file
 * always: yes
 * needs: -
 * args: -
 * about: A copy gets a pointer to a request on the stack of the function that starts it, and that
 *   function goes on filling it in; the fix fills it in first.
 */
#include <pthread.h>

struct request {
    int from, to;
};

void *copy_file(void *arg) {
    struct request *r = arg;
    return r->from == r->to ? arg : NULL;
}

void set_target(struct request *r, int to) {
    r->to = to;
}

void start_copy(int from, int to) {
    struct request r = {.from = from};
    pthread_t thread;
    pthread_create(&thread, NULL, copy_file, &r);
    set_target(&r, to);
    pthread_join(thread, NULL);
}

int main(void) {
    start_copy(1, 2);
    return 0;
}
