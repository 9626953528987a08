/* timerfd runs on the virtual clock: an hour of ticks passes at once, read, polled and in a set.
 * expect=none; seeds=40; */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))
#define NS 1000000000ll

static int64_t now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * NS + t.tv_nsec;
}

static struct itimerspec every(int64_t first, int64_t interval) {
    return (struct itimerspec){{interval / NS, interval % NS}, {first / NS, first % NS}};
}

static uint64_t count(int fd) {
    uint64_t n = 0;
    return read(fd, &n, sizeof n) == sizeof n ? n : 0;
}

/* A tick every ten seconds, for an hour: none is lost, and none comes early. */
static void *an_hour(void *unused) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct itimerspec tick = every(10 * NS, 10 * NS);
    int64_t began = now(CLOCK_MONOTONIC);
    uint64_t ticks = 0;
    CHECK(timerfd_settime(fd, 0, &tick, NULL) == 0);
    while (ticks < 360) {
        struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
        CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLIN);
        ticks += count(fd);
        CHECK(now(CLOCK_MONOTONIC) - began >= (int64_t)ticks * 10 * NS);
    }
    CHECK(close(fd) == 0);
    return unused;
}

/* Duplicates share the timer, a set sees it, and setting it again forgets what was not read. */
static void *in_a_set(void *unused) {
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK), copy = dup(fd), set = epoll_create1(0);
    struct epoll_event want = {.events = EPOLLIN}, got;
    struct itimerspec once = every(now(CLOCK_REALTIME) + 50 * NS, 0), left;
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, fd, &want) == 0);
    CHECK(count(fd) == 0 && errno == EAGAIN);
    CHECK(timerfd_settime(copy, TFD_TIMER_ABSTIME, &once, NULL) == 0);
    CHECK(timerfd_gettime(fd, &left) == 0 && left.it_interval.tv_sec == 0);
    CHECK(left.it_value.tv_sec <= 50);
    CHECK(epoll_wait(set, &got, 1, 40000) == 0 || now(CLOCK_REALTIME) >= once.it_value.tv_sec * NS);
    CHECK(epoll_wait(set, &got, 1, -1) == 1 && now(CLOCK_REALTIME) >= once.it_value.tv_sec * NS);
    CHECK(timerfd_gettime(copy, &left) == 0 && left.it_value.tv_sec + left.it_value.tv_nsec == 0);
    once = every(0, 3 * NS);
    CHECK(timerfd_settime(fd, 0, &once, NULL) == 0 && epoll_wait(set, &got, 1, 0) == 0);
    once = every(1, 0); /* 1970 */
    CHECK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &once, &left) == 0);
    CHECK(left.it_value.tv_sec == 0 && left.it_interval.tv_sec == 3);
    CHECK(count(copy) == 1 && count(copy) == 0 && errno == EAGAIN);
    CHECK(close(fd) == 0);
    once = every(NS, 0);
    CHECK(timerfd_settime(copy, 0, &once, NULL) == 0 && epoll_wait(set, &got, 1, -1) == 1);
    CHECK(write(copy, &once, 8) == -1 && errno == EINVAL && read(copy, &once, 4) == -1);
    once.it_value.tv_nsec = NS;
    CHECK(timerfd_settime(copy, 0, &once, NULL) == -1 && errno == EINVAL);
    CHECK(timerfd_settime(set, 0, &left, NULL) == -1 && errno == EINVAL);
    return unused;
}

/* What a sleeper missed is counted, and a clock that was read makes the timer due. */
static void missed(void) {
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK);
    struct itimerspec tick = every(NS / 10, NS / 10), left;
    CHECK(timerfd_settime(fd, 0, &tick, NULL) == 0);
    int64_t began = now(CLOCK_MONOTONIC);
    struct timespec two = {2, 0};
    nanosleep(&two, NULL);
    uint64_t most = (uint64_t)((now(CLOCK_MONOTONIC) - began) / (NS / 10)) + 1, n = count(fd);
    CHECK(n >= 19 && n <= most + 1);
    CHECK(timerfd_gettime(fd, &left) == 0 && left.it_value.tv_nsec <= NS / 10);
    tick = every(NS / 10000, 0);
    CHECK(timerfd_settime(fd, 0, &tick, NULL) == 0);
    int64_t until = now(CLOCK_MONOTONIC) + NS / 10000;
    while (now(CLOCK_MONOTONIC) <= until) {
    }
    CHECK(count(fd) == 1);
}

int main(void) {
    pthread_t threads[2];
    missed();
    pthread_create(&threads[0], NULL, an_hour, NULL);
    pthread_create(&threads[1], NULL, in_a_set, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
