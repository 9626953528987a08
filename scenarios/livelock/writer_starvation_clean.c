/* scenario: writer_starvation
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A reader that meets a half-done update renews its read lock before it drops the old
 *   one, so the writer that would end the update never gets in.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static int version = 1, renewals;

void set_version(int now) {
    pthread_rwlock_wrlock(&table_lock);
    version = now;
    pthread_rwlock_unlock(&table_lock);
}

void follow(void) {
    pthread_rwlock_rdlock(&table_lock);
    while (version == 0) {
        pthread_rwlock_unlock(&table_lock);
        usleep(1000);
        pthread_rwlock_rdlock(&table_lock);
        renewals++;
    }
    pthread_rwlock_unlock(&table_lock);
}

void *reader(void *arg) {
    follow();
    return arg;
}

int main(void) {
    pthread_t r;
    pthread_create(&r, NULL, reader, NULL);
    set_version(0);
    set_version(2);
    pthread_join(r, NULL);
    return version == 2 && renewals >= 0 ? 0 : 1;
}
