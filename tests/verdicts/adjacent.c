/* adjacent.c: two threads write a variable, and hand over to each other in a way that orders nothing.
 *
 *     adjacent yield|sleep|lock|trylock|timeout|nothing
 *
 * However the two are scheduled, their writes are unordered.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <time.h>

static int shared;
static const char *hand;
static pthread_mutex_t own[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_mutex_t kept = PTHREAD_MUTEX_INITIALIZER;

static void hand_over(pthread_mutex_t *mine) {
    struct timespec soon = {0, 1000};
    if (strcmp(hand, "yield") == 0) {
        sched_yield();
    } else if (strcmp(hand, "sleep") == 0) {
        nanosleep(&soon, NULL);
    } else if (strcmp(hand, "lock") == 0) {
        pthread_mutex_lock(mine);
        pthread_mutex_unlock(mine);
    } else if (strcmp(hand, "trylock") == 0) {
        (void)pthread_mutex_trylock(&kept); /* main has it */
    } else if (strcmp(hand, "timeout") == 0) {
        clock_gettime(CLOCK_REALTIME, &soon);
        (void)pthread_mutex_timedlock(&kept, &soon);
    }
}

static void *writer(void *mine) {
    hand_over(mine);
    shared = 1;
    hand_over(mine);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t t[2];
    hand = argc > 1 ? argv[1] : "nothing";
    pthread_mutex_lock(&kept);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, writer, &own[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    pthread_mutex_unlock(&kept);
    return shared == 1 ? 0 : 1;
}
