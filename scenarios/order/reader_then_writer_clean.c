/* scenario: reader_then_writer
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Exporting locks the schema before it reads the table.
 */
#include <pthread.h>

static pthread_rwlock_t schema = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t job_lock;
static int job, rows, version;

int job_is(int wanted) {
    pthread_spin_lock(&job_lock);
    int now = job;
    pthread_spin_unlock(&job_lock);
    return now == wanted;
}

void *import_rows(void *arg) {
    pthread_rwlock_rdlock(&schema);
    pthread_rwlock_wrlock(&table);
    rows += 3;
    pthread_rwlock_unlock(&table);
    pthread_rwlock_unlock(&schema);
    pthread_spin_lock(&job_lock);
    job = 1;
    pthread_spin_unlock(&job_lock);
    return arg;
}

void *export_rows(void *arg) {
    for (int i = 0; i < 20; i++) {
        if (!job_is(1))
            continue;
        pthread_rwlock_wrlock(&schema);
        pthread_rwlock_rdlock(&table);
        version += rows;
        pthread_rwlock_unlock(&table);
        pthread_rwlock_unlock(&schema);
    }
    return arg;
}

int main(void) {
    pthread_t a, b;
    pthread_spin_init(&job_lock, PTHREAD_PROCESS_PRIVATE);
    pthread_create(&a, NULL, import_rows, NULL);
    pthread_create(&b, NULL, export_rows, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
