/* plugin.c: a library whose constructor takes a lock of the program that another task may hold. */
#include <pthread.h>

extern pthread_mutex_t plugin_gate;
extern int plugin_started;
int plugin_answer(void);

__attribute__((constructor)) static void begin(void) {
    pthread_mutex_lock(&plugin_gate);
    plugin_started++;
    pthread_mutex_unlock(&plugin_gate);
}

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

int plugin_answer(void) {
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
    return 42;
}
