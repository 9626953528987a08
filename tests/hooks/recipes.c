/* recipes.c: runs the recipe of the hook that is named on the command line; status 0 if its result is
 * the expected one. With no name it lists what there is. */
#define _GNU_SOURCE
#include <assert.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static sem_t sem;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static mtx_t mtx;
static cnd_t cnd;
static once_flag once11 = ONCE_FLAG_INIT;
static const struct timespec long_ago = {1, 0}, bad_time = {1, 2000000000};
static const struct timespec far_off = {4000000000, 0};
static volatile size_t many = SIZE_MAX / 2; /* the compiler must not see the product */
static int flag;

int __open_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
void __assert(const char *assertion, const char *file, int line);
void __assert_perror_fail(int errnum, const char *file, unsigned line, const char *function);

int __sigpause(int value, int is_sig);
int old_sigpause(int mask) __asm__("sigpause");
void __longjmp_chk(jmp_buf env, int value) __attribute__((noreturn));

static void sets_flag(int sig) {
    (void)sig;
    flag = 1;
}

static const sigset_t *only_usr1(void) {
    static sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    return &set;
}

ssize_t __read_chk(int fd, void *buf, size_t n, size_t room);
ssize_t __recv_chk(int fd, void *buf, size_t n, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buf, size_t n, size_t room, int flags, struct sockaddr *from,
                       socklen_t *len);
int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room);
int __ppoll_chk(struct pollfd *fds, nfds_t n, const struct timespec *time, const sigset_t *mask,
                size_t room);

static int ends[2];

/* Makes a pipe with N bytes in it. */
static void put(size_t n) {
    if (pipe(ends) || write(ends[1], "abcdef", n) != (ssize_t)n)
        abort();
}
/* Makes a pair of sockets, with N bytes for the first. */
static void couple(int type, size_t n) {
    if (socketpair(AF_UNIX, type, 0, ends) || (n && write(ends[1], "abcdef", n) != (ssize_t)n))
        abort();
}
/* A set of descriptors with the pipe's reading end in it. */
static int gather(void) {
    int set = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {0}};
    if (epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event))
        abort();
    return set;
}

/* Status of a program that START has started. */
static long spawned(__typeof__(posix_spawn) *start_program) {
    static char sh[] = "sh", c[] = "-c", text[] = "exit 7";
    char *argv[] = {sh, c, text, NULL};
    pid_t pid;
    int status = 0;
    if (start_program(&pid, "/bin/sh", NULL, NULL, argv, NULL) || waitpid(pid, &status, 0) != pid)
        abort();
    return WEXITSTATUS(status);
}

int __printf_chk(int flag, const char *format, ...);
int __vprintf_chk(int flag, const char *format, va_list args);
int __fprintf_chk(FILE *stream, int flag, const char *format, ...);
int __vfprintf_chk(FILE *stream, int flag, const char *format, va_list args);

static FILE *sink(void) {
    FILE *f = fopen("/dev/null", "w");
    if (!f)
        abort();
    return f;
}
enum writer { PLAIN, CHECKED, TO_STREAM, CHECKED_TO_STREAM };
static int formatted(enum writer how, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = how == PLAIN       ? vprintf(format, args)
            : how == CHECKED   ? __vprintf_chk(1, format, args)
            : how == TO_STREAM ? vfprintf(sink(), format, args)
                               : __vfprintf_chk(sink(), 1, format, args);
    va_end(args);
    return n;
}

static long failed(long result) {
    return result == -1 ? errno : 0;
}
static void count_up(void) {
    flag++;
}
static void add_one(void *unused) {
    (void)unused;
    flag++;
}
static void *same(void *arg) {
    return arg;
}
static pthread_t start(void *(*routine)(void *)) {
    pthread_t t;
    if (pthread_create(&t, NULL, routine, NULL) != 0)
        abort();
    return t;
}
static char fifo[] = "/tmp/detsched-fifo-XXXXXX/ends";

static void remove_fifo(void) {
    unlink(fifo);
    *strrchr(fifo, '/') = 0;
    rmdir(fifo);
}

static void make_fifo(void) {
    char *slash = strrchr(fifo, '/');
    *slash = 0;
    if (!mkdtemp(fifo))
        abort();
    *slash = '/';
    if (mkfifo(fifo, 0600))
        abort();
    atexit(remove_fifo);
}

static void *fifo_writer(void *unused) {
    (void)!write(open(fifo, O_WRONLY), "\6", 1);
    return unused;
}

static void *fifo_reader(void *unused) {
    char c;
    (void)!read(open(fifo, O_RDONLY), &c, 1);
    return unused;
}

static void *signaller(void *unused) {
    pthread_mutex_lock(&mutex);
    flag = 1;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    return unused;
}
static void *c11_signaller(void *unused) {
    mtx_lock(&mtx);
    flag = 1;
    cnd_signal(&cnd);
    mtx_unlock(&mtx);
    return unused;
}
static int minus_five(void *unused) {
    (void)unused;
    return -5;
}
static int exits_minus_six(void *unused) {
    (void)unused;
    thrd_exit(-6);
}
static void *exits_nine(void *unused) {
    (void)unused;
    pthread_exit((void *)9);
}
static void *exits_with_cleanup(void *unused) {
    pthread_cleanup_push(add_one, NULL);
    pthread_exit((void *)2);
    pthread_cleanup_pop(0);
    return unused;
}
static void *sets_key(void *key) {
    pthread_setspecific(*(pthread_key_t *)key, key);
    return NULL;
}
static void key_ends(void *value) {
    (void)value;
    flag = 1;
}
static void *page(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void fails_assert(void) {
    __assert_fail("0", "here", 1, "it");
}
static void fails_old_assert(void) {
    __assert("0", "here", 1);
}
static void fails_perror_assert(void) {
    __assert_perror_fail(EINVAL, "here", 1, "it");
}
/* What kills a child that calls ACT, whose words go nowhere. */
static long signal_of(void (*act)(void)) {
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        act();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type"
#define RECIPE(symbol, expected, ...)   \
    static long recipe_##symbol(void) { \
        __VA_ARGS__                     \
    }
#include "recipes.def"
#pragma GCC diagnostic pop

static const struct {
    const char *name;
    long (*run)(void);
    long expected;
} recipes[] = {
#define RECIPE(symbol, expected, ...) {#symbol, recipe_##symbol, expected},
#include "recipes.def"
};

int main(int argc, char **argv) {
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        if (argc < 2) {
            puts(recipes[i].name);
        } else if (strcmp(recipes[i].name, argv[1]) == 0) {
            long got = recipes[i].run();
            if (got == recipes[i].expected)
                return 0;
            printf("%s gave %ld, expected %ld\n", argv[1], got, recipes[i].expected);
            return 1;
        }
    }
    return argc < 2 ? 0 : 2;
}
