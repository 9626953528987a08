/* As stuck_crossed, with one order for both: nothing is to be said.
 * expect=none; seeds=30; */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char path[] = "ordered-XXXXXX";

static void *file_first(void *unused) {
    int fd = open(path, O_RDWR);
    flock(fd, LOCK_EX);
    pthread_mutex_lock(&gate);
    usleep(1000);
    pthread_mutex_unlock(&gate);
    close(fd);
    return unused;
}

int main(void) {
    pthread_t one, two;
    if (chdir(getenv("TMPDIR")))
        return 2;
    int fd = mkstemp(path);
    pthread_create(&one, NULL, file_first, NULL);
    pthread_create(&two, NULL, file_first, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    close(fd);
    unlink(path);
    return 0;
}
