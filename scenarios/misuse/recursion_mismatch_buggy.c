/* scenario: recursion_mismatch
 * twin: buggy
 * kind: misuse
 * subkind: recursion-mismatch
 * severity: error
 * functions: update_node
 * always: no
 * needs: -
 * args: -
 * about: Updating a tree that nobody watches returns early at every level and leaves its
 *   recursive lock taken more often than given back when the thread ends.
 */
#include <pthread.h>

static pthread_mutex_t tree_lock;
static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;
static int nodes, notified, watchers;

int count_watchers(void) {
    pthread_mutex_lock(&watch_lock);
    int now = watchers;
    pthread_mutex_unlock(&watch_lock);
    return now;
}

void update_node(int depth, int watched) {
    pthread_mutex_lock(&tree_lock);
    nodes++;
    if (depth > 0)
        update_node(depth - 1, watched);
    if (!watched) {
        return;
    }
    notified++;
    pthread_mutex_unlock(&tree_lock);
}

void *updater(void *arg) {
    update_node(2, count_watchers());
    update_node(2, count_watchers());
    return arg;
}

int main(void) {
    pthread_t u;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&tree_lock, &recursive);
    pthread_mutexattr_destroy(&recursive);
    pthread_create(&u, NULL, updater, NULL);
    pthread_mutex_lock(&watch_lock);
    watchers = 1;
    pthread_mutex_unlock(&watch_lock);
    pthread_join(u, NULL);
    return nodes == 6 && notified <= nodes ? 0 : 1;
}
