/* errno, the rounding mode, vector registers and x87 state are a task's own across every point.
 * expect=none; seeds=60; flags=-frounding-math -lm; */
#include <errno.h>
#include <fenv.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

static void *run(void *arg) {
    long id = (long)arg;
    errno = (int)id + 1000;
    fesetround(modes[id]);
    volatile double three = 3;
    volatile long double extended = 1.0L / 3;
    double third = 1 / three;
    for (int i = 0; i < 4; i++) {
        double a = (double)id, b = a + 1, c = a + 2, d = a + 3;
        pthread_mutex_lock(&gate);
        sched_yield();
        pthread_mutex_unlock(&gate);
        if (a + b + c + d != 4.0 * (double)id + 6)
            return arg;
        if (fegetround() != modes[id] || errno != id + 1000 || third != 1 / three ||
            extended != 1.0L / 3)
            return (void *)-1l;
    }
    return NULL;
}

int main(void) {
    pthread_t tasks[4];
    void *value;
    int bad = 0;
    for (long i = 0; i < 4; i++)
        pthread_create(&tasks[i], NULL, run, (void *)i);
    for (int i = 0; i < 4; i++) {
        pthread_join(tasks[i], &value);
        bad |= value != NULL;
    }
    return bad || fegetround() != FE_TONEAREST;
}
