/* libc's err() ends the program below the functions that can be wrapped; its status is the program's.
 * expect=exit-status; seeds=4; every=yes; */
#include <err.h>
#include <errno.h>
#include <pthread.h>

static void *ends(void *unused) {
    errno = ENOENT;
    err(3, "no luck");
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, ends, NULL);
    pthread_join(thread, NULL);
    return 0;
}
