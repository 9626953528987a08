/* scenario: three_lock_cycle
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: read_block, write_back, checkpoint
 * always: no
 * needs: -
 * args: -
 * about: Three paths through a storage engine take two of three locks each: disk and cache,
 *   cache and journal, journal and disk.
 */
#include <pthread.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;
static int on_disk = 4, cached, journaled;

void *read_block(void *arg) {
    pthread_mutex_lock(&disk);
    pthread_mutex_lock(&cache);
    cached += on_disk;
    pthread_mutex_unlock(&cache);
    pthread_mutex_unlock(&disk);
    return arg;
}

void *write_back(void *arg) {
    pthread_mutex_lock(&cache);
    pthread_mutex_lock(&journal);
    journaled += cached;
    pthread_mutex_unlock(&journal);
    pthread_mutex_unlock(&cache);
    return arg;
}

void *checkpoint(void *arg) {
    pthread_mutex_lock(&journal);
    pthread_mutex_lock(&disk);
    on_disk += journaled;
    journaled = 0;
    pthread_mutex_unlock(&disk);
    pthread_mutex_unlock(&journal);
    return arg;
}

int main(void) {
    void *(*const paths[])(void *) = {read_block, write_back, checkpoint};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, paths[i], NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    return on_disk < 4;
}
