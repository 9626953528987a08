/* cmocka: a flaky test, a clean one and one that is skipped, in two groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int finished;

static void *work(void *none) {
    pthread_mutex_lock(&lock);
    finished = 1;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return none;
}

static void play(int again) {
    pthread_t worker;

    finished = 0;
    pthread_create(&worker, NULL, work, NULL);
    pthread_mutex_lock(&lock);
    int seen = finished;

    if (again) {
        pthread_mutex_unlock(&lock);
        pthread_mutex_lock(&lock);
    }
    if (!seen)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    assert_int_equal(finished, 1);
}

static void flaky(void **state) {
    (void)state;
    play(1);
}

static void clean(void **state) {
    (void)state;
    play(0);
}

static void skipped(void **state) {
    (void)state;
    skip();
}

int main(void) {
    const struct CMUnitTest first[] = {cmocka_unit_test(flaky), cmocka_unit_test(skipped)};
    const struct CMUnitTest second[] = {cmocka_unit_test(clean)};
    int failed = cmocka_run_group_tests_name("first", first, NULL, NULL);

    return failed + cmocka_run_group_tests_name("second", second, NULL, NULL);
}
