/* scenario: double_width
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pair pair;

void set_both(struct pair to) {
    pthread_mutex_lock(&lock);
    pair = to;
    pthread_mutex_unlock(&lock);
}

struct pair get_both(void) {
    pthread_mutex_lock(&lock);
    struct pair is = pair;
    pthread_mutex_unlock(&lock);
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
