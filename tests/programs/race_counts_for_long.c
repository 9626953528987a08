/* Thirty thousand steps on a counter that nothing guards: a race and no livelock, for the run ends within its bound.
 * expect=data-race; seeds=3; options=--steps 25000; flags=-fsanitize=thread; */
#include <pthread.h>

enum { STEPS = 15000 };

static volatile long counter;

static void *counts(void *arg) {
    for (int i = 0; i < STEPS; i++)
        counter = counter + 1;
    return arg;
}

int main(void) {
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, counts, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    return counter > 2 * STEPS;
}
