/* scenario: double_width
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: set_both, get_both
 * always: yes
 * needs: -
 * args: -
 * about: A pair of sixteen bytes is read as a whole while another thread writes it as a whole,
 *   which are two plain accesses of eight bytes each; the fix puts a lock around both.
 */
#include <pthread.h>

struct pair {
    long low, high;
};

static struct pair pair;

void set_both(struct pair to) {
    pair = to;
}

struct pair get_both(void) {
    struct pair is = pair;
    return is;
}

void *setter(void *arg) {
    set_both((struct pair){2, 2});
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, setter, NULL);
    struct pair is = get_both();
    pthread_join(thread, NULL);
    return is.low + is.high > 4;
}
