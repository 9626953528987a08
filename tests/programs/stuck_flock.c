/* Two threads exclude each other by flock on two descriptors of one file; the second one sleeps in the
 * kernel until the first, which does more before, lets go.
 * expect=none; seeds=30; */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char path[] = "flock-XXXXXX";
static int inside, turns;

static void *locks(void *failed) {
    int fd = open(path, O_RDWR);
    for (int i = 0; i < 2; i++) {
        if (fd < 0 || flock(fd, LOCK_EX))
            return failed;
        if (inside++)
            return failed;
        pthread_mutex_lock(&gate);
        turns++;
        pthread_mutex_unlock(&gate);
        inside--;
        printf("%s %d\n", failed ? "one" : "two", turns);
        flock(fd, LOCK_UN);
    }
    close(fd);
    return NULL;
}

int main(void) {
    pthread_t tasks[2];
    void *bad[2];
    const char *tmp = getenv("TMPDIR");
    if (chdir(tmp ? tmp : "/tmp"))
        return 2;
    int fd = mkstemp(path);
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, locks, i ? &gate : NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &bad[i]);
    close(fd);
    unlink(path);
    return bad[0] || bad[1] || turns != 4;
}
