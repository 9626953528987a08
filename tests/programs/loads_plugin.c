/* A library is loaded whose constructor locks what another task holds, in two tasks at a time.
 * expect=none; seeds=20; */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

extern pthread_mutex_t plugin_gate;
extern int plugin_started;
pthread_mutex_t plugin_gate = PTHREAD_MUTEX_INITIALIZER;
int plugin_started;
static char path[4096];
static int answers;

static void *load(void *unused) {
    void *library = dlopen(path, RTLD_NOW);
    if (!library)
        return NULL;
    int (*answer)(void) = (int (*)(void))dlsym(library, "plugin_answer");
    int got = answer();
    pthread_mutex_lock(&plugin_gate);
    answers += got;
    pthread_mutex_unlock(&plugin_gate);
    return unused;
}

static void *hold(void *unused) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&plugin_gate);
        usleep(10);
        pthread_mutex_unlock(&plugin_gate);
    }
    return unused;
}

int main(void) {
    char self[2048];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    snprintf(path, sizeof path, "%s/plugin.so", dirname(self));
    pthread_t tasks[3];
    pthread_create(&tasks[0], NULL, hold, NULL);
    pthread_create(&tasks[1], NULL, load, NULL);
    pthread_create(&tasks[2], NULL, load, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return plugin_started != 1 || answers != 84;
}
