/* A loop on a plain flag ends because the scheduler interrupts it; vector state survives.
 * expect=busy-loop; status=0; seeds=2; varies=yes; options=--busy 60; */
#include <pthread.h>

static volatile int flag;
static double sums[8];

static void *sets(void *unused) {
    flag = 1;
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, sets, NULL);
    double a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    long rounds = 0;
    while (!flag) {
        for (int i = 0; i < 8; i++)
            a[i] += 1.0;
        rounds++;
    }
    for (int i = 0; i < 8; i++)
        sums[i] = a[i] - (double)rounds;
    pthread_join(task, NULL);
    for (int i = 0; i < 8; i++)
        if (sums[i] != i + 1.0)
            return 1;
    return 0;
}
