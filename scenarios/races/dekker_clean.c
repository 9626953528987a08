/* scenario: dekker
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Two threads enter a critical section each by its own flag, which are plain variables;
 *   the fix makes them sequentially consistent.
 */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int wants[2];
static int inside, refused;

int enter(int mine) {
    wants[mine] = 1;
    if (wants[1 - mine])
        return 0;
    inside++;
    return 1;
}

void *visitor(void *arg) {
    int mine = *(int *)arg;
    if (!enter(mine))
        __atomic_fetch_add(&refused, 1, __ATOMIC_RELAXED);
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    int number[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, visitor, &number[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return refused + inside == 2 ? 0 : 1;
}
