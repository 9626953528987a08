/* disturbs.c: loses an update now and then, and in one of its runs, counted in a file, disturbs who plays it.
 *
 *   disturbs RUNS [RUN unlink FILE | RUN interrupt FILE]    RUNS: a file that gets a byte a run
 *   In the RUN'th run it takes FILE away, or sends SIGINT to the process whose id FILE has. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 3, ROUNDS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void add(int what, int *now) {
    pthread_mutex_lock(&lock);
    counter += what;
    *now = counter;
    pthread_mutex_unlock(&lock);
}

static void *adder(void *arg) {
    for (int i = 0, now, after; i < ROUNDS; i++) {
        add(0, &now);
        add(1, &after);
        if (after != now + 1)
            exit(1);
    }
    return arg;
}

static long runs(const char *path) {
    FILE *f = fopen(path, "a+");
    long n;

    if (!f)
        exit(3);
    fputc('.', f);
    n = ftell(f);
    fclose(f);
    return n;
}

static void disturb(const char *how, const char *file) {
    FILE *f;
    int pid;

    if (!strcmp(how, "unlink")) {
        unlink(file);
        return;
    }
    f = fopen(file, "r");
    if (!f || fscanf(f, "%d", &pid) != 1 || kill(pid, SIGINT))
        exit(3);
    fclose(f);
}

int main(int argc, char **argv) {
    pthread_t threads[THREADS];

    if (argc > 1 && runs(argv[1]) == (argc == 5 ? atol(argv[2]) : 0))
        disturb(argv[3], argv[4]);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, adder, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
