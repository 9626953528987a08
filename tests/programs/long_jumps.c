/* longjmp inside a task, out of frames that hold locks, again and again while others take their turns.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <setjmp.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int taken;

static int fails(jmp_buf out, int depth) {
    if (depth == 0) {
        pthread_mutex_lock(&gate);
        taken++;
        longjmp(out, 7);
    }
    return depth > 100 ? 0 : fails(out, depth - 1) + 1;
}

static void *jumps(void *failed) {
    for (volatile int i = 0; i < 3; i++) {
        jmp_buf out;
        int got = setjmp(out);
        if (got == 0)
            fails(out, 5);
        pthread_mutex_unlock(&gate);
        if (got != 7)
            return failed;
    }
    return NULL;
}

int main(void) {
    pthread_t tasks[2];
    void *bad[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, jumps, &taken);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &bad[i]);
    return bad[0] || bad[1] || taken != 6;
}
