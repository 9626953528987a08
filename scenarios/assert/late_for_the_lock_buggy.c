/* scenario: late_for_the_lock
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: save
 * always: no
 * needs: early-timeout
 * args: -
 * also: data-race
 * about: A sampler waits a fifth of a second at most for the histogram's lock and adds its
 *   sample whether it got the lock or not, while the histogram is being saved. C11 threads.
 */
#include <assert.h>
#include <threads.h>
#include <time.h>

static mtx_t histogram_lock, disk_lock;
static int bucket[4], missed, saved;

static struct timespec in_ms(long ms) {
    struct timespec limit;
    timespec_get(&limit, TIME_UTC);
    limit.tv_nsec += ms * 1000 * 1000;
    if (limit.tv_nsec >= 1000 * 1000 * 1000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000 * 1000 * 1000;
    }
    return limit;
}

void add_sample(int value) {
    struct timespec limit = in_ms(200);
    int locked = mtx_timedlock(&histogram_lock, &limit) == thrd_success;
    bucket[value % 4]++;
    if (locked)
        mtx_unlock(&histogram_lock);
}

int sum(void) {
    return bucket[0] + bucket[1] + bucket[2] + bucket[3];
}

void save(void) {
    mtx_lock(&histogram_lock);
    int before = sum();
    for (int i = 0; i < 2; i++) {
        mtx_lock(&disk_lock);
        saved += bucket[i];
        mtx_unlock(&disk_lock);
    }
    assert(sum() == before);
    mtx_unlock(&histogram_lock);
}

int saver(void *arg) {
    (void)arg;
    save();
    return 0;
}

int main(void) {
    thrd_t s;
    mtx_init(&histogram_lock, mtx_timed);
    mtx_init(&disk_lock, mtx_plain);
    thrd_create(&s, saver, NULL);
    for (int i = 0; i < 3; i++)
        add_sample(i);
    thrd_join(s, NULL);
    return sum() + missed == 3 ? 0 : 1;
}
