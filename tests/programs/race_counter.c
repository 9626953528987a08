/* Two threads count in one variable, and nothing orders them: in each schedule that is a race.
 * expect=data-race; flags=-fsanitize=thread; seeds=40; every=yes; */
#include <pthread.h>

static int counter;

static void *count(void *unused) {
    counter++;
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, count, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
