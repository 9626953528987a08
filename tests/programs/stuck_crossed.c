/* One thread takes a file's lock and then a mutex, the other the mutex and then the file's lock. What
 * sleeps in the kernel is not the model's to judge: those seeds are undecided, and name both.
 * expect=none; seeds=6; status=4; options=--strategy=random; */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char path[] = "crossed-XXXXXX";

static void *file_first(void *unused) {
    int fd = open(path, O_RDWR);
    flock(fd, LOCK_EX);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    close(fd);
    return unused;
}

static void *mutex_first(void *unused) {
    int fd = open(path, O_RDWR);
    pthread_mutex_lock(&gate);
    flock(fd, LOCK_EX);
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
    pthread_create(&two, NULL, mutex_first, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    close(fd);
    unlink(path);
    return 0;
}
