/* A clean program built by clang with asan.
 * expect=none; seeds=5; cc=clang; flags=-fsanitize=address; */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char *kept;

static void *run(void *unused) {
    char *own = malloc(100), large[5000];
    memset(own, 1, 100);
    memset(large, 1, sizeof large);
    pthread_mutex_lock(&gate);
    free(kept);
    kept = own;
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    pthread_t tasks[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, run, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
