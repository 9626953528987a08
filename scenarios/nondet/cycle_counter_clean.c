/* scenario: cycle_counter
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Which of two shards a sample takes first depends on the processor's cycle counter,
 *   which no scheduler controls, and so does the deadlock it meets at times.
 */
#include <pthread.h>

static pthread_mutex_t shards[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static int samples[2];

unsigned pick_shard(void) {
    return 0;
}

void update(unsigned first) {
    pthread_mutex_lock(&shards[first]);
    pthread_mutex_lock(&shards[!first]);
    samples[0]++;
    samples[1]++;
    pthread_mutex_unlock(&shards[!first]);
    pthread_mutex_unlock(&shards[first]);
}

void *sampler(void *arg) {
    update(pick_shard());
    return arg;
}

int main(void) {
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, sampler, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return samples[0] == 2 && samples[1] == 2 ? 0 : 1;
}
