/* A library is found by its name alone through the program's own run path.
 * expect=none; seeds=5; flags=-Wl,-rpath,$ORIGIN; */
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

extern pthread_mutex_t plugin_gate;
extern int plugin_started;
pthread_mutex_t plugin_gate = PTHREAD_MUTEX_INITIALIZER;
int plugin_started;

static void *load(void *failed) {
    return dlopen("plugin.so", RTLD_NOW) ? NULL : failed;
}

int main(void) {
    pthread_t tasks[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, load, &plugin_gate);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1] || plugin_started != 1;
}
