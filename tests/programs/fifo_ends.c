/* Opening a FIFO waits for the other end: tasks of the process meet there, whoever comes first.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static char folder[256];

static const char *at(const char *name, char *path) {
    snprintf(path, 300, "%s/%s", folder, name);
    return path;
}

static void *writer(void *arg) {
    char path[300];
    int fd = open(at(arg, path), O_WRONLY | O_CLOEXEC);
    CHECK(fd >= 0 && (fcntl(fd, F_GETFL) & (O_NONBLOCK | O_ACCMODE)) == O_WRONLY);
    CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(write(fd, "hello", 5) == 5 && close(fd) == 0);
    return NULL;
}

/* Opens and closes without a word: a reader that waited has met it all the same. */
static void *silent(void *arg) {
    char path[300];
    CHECK(close(openat(AT_FDCWD, at(arg, path), O_WRONLY)) == 0);
    return NULL;
}

static void read_all(const char *name, const char *wanted) {
    char path[300], got[16] = "";
    size_t n = 0;
    int fd = open(at(name, path), O_RDONLY);
    CHECK(fd >= 0 && fcntl(fd, F_GETFL) % 010000 == 0 && fcntl(fd, F_GETFD) == 0);
    for (ssize_t rc; (rc = read(fd, got + n, sizeof got - n)) != 0; n += (size_t)rc)
        CHECK(rc > 0);
    CHECK(strcmp(got, wanted) == 0 && close(fd) == 0);
}

static void in_process(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, writer, "a");
    read_all("a", "hello");
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, silent, "a");
    read_all("a", "");
    pthread_join(thread, NULL);
}

static void without_waiting(void) {
    char path[300], c;
    at("a", path);
    CHECK(open(path, O_WRONLY | O_NONBLOCK) == -1 && errno == ENXIO);
    int in = open(path, O_RDONLY | O_NONBLOCK), out = open(path, O_WRONLY);
    CHECK(in >= 0 && out >= 0 && read(in, &c, 1) == -1 && errno == EAGAIN);
    close(in), close(out);
    CHECK((in = open(path, O_RDWR)) >= 0 && write(in, "x", 1) == 1 && read(in, &c, 1) == 1);
    CHECK(open(path, O_RDONLY | O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST);
    close(in);
}

static void with_a_child(void) {
    char path[300];
    pid_t child = fork();
    if (child == 0) {
        int fd = open(at("b", path), O_WRONLY);
        _exit(fd < 0 || write(fd, "child", 5) != 5);
    }
    read_all("b", "child");
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

int main(void) {
    char path[300];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/fifosXXXXXX", temporary ? temporary : "/tmp");
    CHECK(mkdtemp(folder));
    CHECK(mkfifo(at("a", path), 0600) == 0 && mknod(at("b", path), S_IFIFO | 0600, 0) == 0);
    in_process();
    without_waiting();
    with_a_child();
    unlink(at("a", path)), unlink(at("b", path)), rmdir(folder);
    return 0;
}
