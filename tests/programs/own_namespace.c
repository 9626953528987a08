/* dlmopen would bring a second C library that nobody controls: it is refused by name.
 * expect=none; seeds=3; status=4; flags=-ldl; */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>

static void *rests(void *unused) {
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, rests, NULL);
    pthread_join(task, NULL);
    return dlmopen(LM_ID_NEWLM, "libc.so.6", RTLD_NOW) == NULL;
}
