/* Two threads call a library that is loaded while they run, and that was compiled for race detection: the race
 * is in it. With an argument the callers take turns.
 * expect=data-race; seeds=10; flags=-ldl; */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int (*count)(void);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int in_turn;

static void *calls(void *unused) {
    if (in_turn)
        pthread_mutex_lock(&lock);
    count();
    if (in_turn)
        pthread_mutex_unlock(&lock);
    return unused;
}

int main(int argc, char **argv) {
    pthread_t thread[2];
    char path[4096];
    in_turn = argc > 1;
    snprintf(path, sizeof path, "%s", argv[0]);
    strcpy(strrchr(path, '/'), "/plugin.so");
    void *plugin = dlopen(path, RTLD_NOW);
    if (!plugin)
        return 1;
    *(void **)&count = dlsym(plugin, "plugin_count");
    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, calls, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    printf("%d\n", in_turn ? count() : 3);
    return dlclose(plugin);
}
