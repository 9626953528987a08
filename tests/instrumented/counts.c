/* counts.c: two threads count in one variable; -DLOCKED: under a lock. -DQUIET: it says so itself. */
#include <pthread.h>

int counter;
#ifdef LOCKED
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void bump(void) {
#ifdef LOCKED
    pthread_mutex_lock(&lock);
#endif
    counter++;
#ifdef LOCKED
    pthread_mutex_unlock(&lock);
#endif
}

static void *worker(void *arg) {
    bump();
    return arg;
}

#ifdef QUIET
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) {
    return "# the program knows\nrace:^bump$\n";
}
#endif

int main(void) {
    pthread_t a, b;

    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return counter == 9;
}
