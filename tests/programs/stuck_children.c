/* A child process holds a record lock (fcntl) until a thread of the parent lets it go; another thread of
 * the parent waits for that lock in the kernel.
 * expect=none; seeds=20; */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int fd, go[2], ready[2];

static void *waits(void *failed) {
    struct flock all = {.l_type = F_WRLCK};
    return fcntl(fd, F_SETLKW, &all) ? failed : NULL;
}

static void *releases(void *failed) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        pthread_mutex_unlock(&gate);
    }
    return write(go[1], "x", 1) == 1 ? NULL : failed;
}

int main(void) {
    char path[] = "record-XXXXXX", byte;
    struct flock all = {.l_type = F_WRLCK};
    pthread_t one, two;
    void *first, *second;
    if (chdir(getenv("TMPDIR")) || (fd = mkstemp(path)) < 0 || pipe(go) || pipe(ready))
        return 2;
    unlink(path);
    pid_t child = fork();
    if (child == 0) {
        if (fcntl(fd, F_SETLKW, &all) || write(ready[1], "x", 1) != 1 || read(go[0], &byte, 1) != 1)
            _exit(1);
        _exit(0);
    }
    if (read(ready[0], &byte, 1) != 1)
        return 3;
    pthread_create(&one, NULL, waits, &gate);
    pthread_create(&two, NULL, releases, &gate);
    pthread_join(one, &first);
    pthread_join(two, &second);
    int status = 1;
    return waitpid(child, &status, 0) != child || status || first || second;
}
