/* splice, tee, vmsplice and sendfile wait for data and for room inside the engine.
 * expect=none; seeds=40; */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

enum { TOTAL = 300000 };

static int source[2], middle[2], copy[2], target[2];
static char data[TOTAL];

static void *feed(void *unused) {
    for (size_t at = 0; at < TOTAL;) {
        struct iovec rest = {data + at, TOTAL - at};
        ssize_t rc = vmsplice(source[1], &rest, 1, 0);
        CHECK(rc > 0);
        at += (size_t)rc;
    }
    close(source[1]);
    return unused;
}

/* Reads the copy as well: tee() gives each byte to both pipes. */
static void *relay(void *unused) {
    for (ssize_t n; (n = tee(source[0], copy[1], 5000, 0)) != 0;) {
        CHECK(n > 0);
        while (n > 0) {
            ssize_t rc = splice(source[0], NULL, middle[1], NULL, (size_t)n, 0);
            CHECK(rc > 0);
            n -= rc;
        }
    }
    close(copy[1]);
    close(middle[1]);
    return unused;
}

static void *to_socket(void *unused) {
    for (ssize_t rc; (rc = splice(middle[0], NULL, target[1], NULL, 4096, 0)) != 0;)
        CHECK(rc > 0);
    int file = memfd_create("file", 0);
    CHECK(write(file, data, 100000) == 100000);
    off_t from = 0;
    while (from < 100000)
        CHECK(sendfile(target[1], file, &from, 100000 - (size_t)from) > 0);
    close(target[1]);
    return unused;
}

static void *check(void *fd) {
    static __thread char got[8192];
    size_t total = 0;
    for (ssize_t rc; (rc = read(*(int *)fd, got, sizeof got)) != 0; total += (size_t)rc)
        for (ssize_t i = 0; i < rc; i++)
            CHECK(rc > 0 && got[i] == data[(total + (size_t)i) % TOTAL]);
    CHECK(total == (fd == copy ? TOTAL : TOTAL + 100000));
    return NULL;
}

int main(void) {
    void *(*roles[])(void *) = {feed, relay, to_socket, check, check};
    pthread_t threads[5];
    for (int i = 0; i < TOTAL; i++)
        data[i] = (char)(i * 7 + i / 251);
    CHECK(!pipe(source) && !pipe(middle) && !pipe(copy));
    CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, target));
    for (int i = 0; i < 5; i++)
        pthread_create(&threads[i], NULL, roles[i], i == 3 ? copy : target);
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
