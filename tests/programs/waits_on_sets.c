/* A loop on epoll by edges, a select on a high descriptor and a poll with a time-out each see what
 * other tasks write, and nothing else.
 * expect=none; seeds=20; */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

enum { ITEMS = 4, HIGH = 700 };

static int counter, bytes[2], high[2];

static void must(int holds) {
    if (!holds)
        abort();
}

static void *by_edges(void *unused) {
    int set = epoll_create1(0), seen = 0, ended = 0;
    struct epoll_event count = {EPOLLIN | EPOLLET, {.fd = counter}};
    struct epoll_event data = {EPOLLIN | EPOLLET, {.fd = bytes[0]}}, got[2];
    must(!epoll_ctl(set, EPOLL_CTL_ADD, counter, &count));
    must(!epoll_ctl(set, EPOLL_CTL_ADD, bytes[0], &data));
    while (seen < ITEMS || !ended) {
        int n = epoll_wait(set, got, 2, -1);
        must(n > 0);
        for (int i = 0; i < n; i++) {
            uint64_t value;
            char byte;
            ssize_t rc;
            if (got[i].data.fd == counter)
                while (read(counter, &value, sizeof value) > 0)
                    seen += (int)value;
            else
                while ((rc = read(bytes[0], &byte, 1)) >= 0 && !(ended |= rc == 0))
                    must(byte == 'b');
        }
    }
    must(close(set) == 0);
    return unused;
}

static void *by_select(void *unused) {
    fd_set in;
    char byte;
    FD_ZERO(&in);
    FD_SET(HIGH, &in);
    must(select(HIGH + 1, &in, NULL, NULL, NULL) == 1 && FD_ISSET(HIGH, &in));
    must(read(HIGH, &byte, 1) == 1 && byte == 'h');
    return unused;
}

int main(void) {
    pthread_t a, b;
    int empty[2];
    must((counter = eventfd(0, EFD_NONBLOCK)) >= 0);
    must(!pipe2(bytes, O_NONBLOCK) && !pipe(high) && !pipe(empty) && dup2(high[0], HIGH) == HIGH);
    pthread_create(&a, NULL, by_edges, NULL);
    pthread_create(&b, NULL, by_select, NULL);
    for (int i = 0; i < ITEMS; i++) {
        must(eventfd_write(counter, 1) == 0 && write(bytes[1], "b", 1) == 1);
    }
    must(close(bytes[1]) == 0 && write(high[1], "h", 1) == 1);
    struct pollfd none = {empty[0], POLLIN, 0};
    must(poll(&none, 1, 10) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
