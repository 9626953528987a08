/* scenario: token_ring
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Nodes share one condition for the token; passing it signals one waiter, which may be
 *   a node whose turn it is not.
 */
#include <pthread.h>

enum { NODES = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int numbers[NODES] = {0, 1, 2};
static int token, visits;

void take_turn(int me) {
    pthread_mutex_lock(&lock);
    while (token != me)
        pthread_cond_wait(&moved, &lock);
    visits++;
    token = me + 1;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
}

void *node(void *arg) {
    take_turn(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t nodes[NODES];
    for (int i = 0; i < NODES; i++)
        pthread_create(&nodes[i], NULL, node, &numbers[i]);
    for (int i = 0; i < NODES; i++)
        pthread_join(nodes[i], NULL);
    return visits == NODES ? 0 : 1;
}
