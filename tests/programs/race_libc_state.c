/* Two threads cut texts of their own by strtok(), and look at their own dates by localtime(): both functions
 * keep what they work with in one place for all.
 * expect=data-race; flags=-fsanitize=thread; seeds=10; every=yes; */
#include <pthread.h>
#include <string.h>
#include <time.h>

static void *cuts(void *unused) {
    char text[] = "one two";
    int parts = 0;
    for (char *at = strtok(text, " "); at; at = strtok(NULL, " "))
        parts++;
    return parts ? unused : NULL;
}

static void *dates(void *unused) {
    time_t when = 0;
    return localtime(&when)->tm_mday ? unused : NULL;
}

static void both(void *(*start)(void *)) {
    pthread_t other;
    pthread_create(&other, NULL, start, NULL);
    start(NULL);
    pthread_join(other, NULL);
}

int main(void) {
    both(cuts);
    both(dates);
    return 0;
}
