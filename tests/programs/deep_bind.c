/* A plugin that asks to be bound to its own libraries first is still under control: its constructor waits for
 * a lock of the model's. The flag is dropped, and the summary says so.
 * expect=none; seeds=10; */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

extern pthread_mutex_t plugin_gate;
extern int plugin_started;
pthread_mutex_t plugin_gate = PTHREAD_MUTEX_INITIALIZER;
int plugin_started;

static void *loads(void *failed) {
    char path[PATH_MAX], file[PATH_MAX + 16];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    snprintf(file, sizeof file, "%s/plugin.so", dirname(path));
    return dlopen(file, RTLD_NOW | RTLD_DEEPBIND) ? NULL : failed;
}

int main(void) {
    pthread_t task;
    void *failed;
    pthread_mutex_lock(&plugin_gate);
    pthread_create(&task, NULL, loads, &plugin_gate);
    usleep(1000);
    pthread_mutex_unlock(&plugin_gate);
    pthread_join(task, &failed);
    return failed || !plugin_started;
}
