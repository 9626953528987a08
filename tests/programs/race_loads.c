/* Instrumented code that is loaded by threads, and perhaps closed and loaded anew meanwhile: its races are
 * found as the program's own are, where both use it at a time.
 * expect=data-race; flags=-fsanitize=thread; seeds=20; */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { TASKS = 2, TIMES = 2 };

static char path[4096];

static void *adds(void *unused) {
    for (int i = 0; i < TIMES; i++) {
        void *library = dlopen(path, RTLD_NOW);
        void (*add)(void) = library ? (void (*)(void))dlsym(library, "plugin_add") : NULL;
        if (!add)
            return path;
        add();
        dlclose(library);
    }
    return unused;
}

int main(void) {
    char self[2048];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    snprintf(path, sizeof path, "%s/race_plugin.so", dirname(self));
    pthread_t tasks[TASKS];
    void *wrong = NULL, *said;
    for (int i = 0; i < TASKS; i++)
        pthread_create(&tasks[i], NULL, adds, NULL);
    for (int i = 0; i < TASKS; i++) {
        pthread_join(tasks[i], &said);
        wrong = wrong ? wrong : said;
    }
    return wrong != NULL;
}
