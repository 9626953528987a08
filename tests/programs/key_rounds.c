/* Key destructors lock, wait for others, and set their keys again, for another round; so does main's end.
 * expect=none; seeds=30; */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
static int rounds;

static void again(void *value) {
    pthread_mutex_lock(&gate);
    if (++rounds % 2)
        pthread_setspecific(key, value);
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

static void *sets(void *value) {
    pthread_setspecific(key, value);
    return NULL;
}

int main(void) {
    pthread_t tasks[2];
    pthread_key_create(&key, again);
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, sets, &rounds);
    pthread_mutex_lock(&gate);
    while (rounds < 3)
        pthread_cond_wait(&change, &gate);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return rounds < 3 || rounds > 5;
}
