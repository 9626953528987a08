/* rows.h: plays a test's ROWS, each a function of its own with a race of its own against one other thread;
 * with an argument, one after the other. A row is ROW(name, what it does with the 64 bytes AT).
 */
#ifndef TEST_RACE_ROWS_H
#define TEST_RACE_ROWS_H

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Text of five bytes and an end; of what is written first. */
static char other[64];
static FILE *file;
static volatile long kept;

#ifndef ROWS
#define ROWS ROW(none, other[0] = *at)
#endif

#define ROW(name, call)                                    \
    __attribute__((noinline)) static void name(char *at) { \
        call;                                              \
        __asm__ volatile("");                              \
    }
ROWS
#undef ROW

    static void (*const rows[])(char *) = {
#define ROW(name, call) name,
        ROWS
#undef ROW
};
enum { COUNT = sizeof rows / sizeof rows[0] };

static char text[COUNT][64] __attribute__((aligned(64)));
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int in_turn;

static void *writes(void *unused) {
    for (int i = 0; i < COUNT; i++) {
        if (in_turn)
            pthread_mutex_lock(&lock);
        text[i][0] = 'z';
        if (in_turn)
            pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(int argc, char **argv) {
    pthread_t thread;
    (void)argv;
    in_turn = argc > 1;
    kept = 5;
    file = tmpfile();
    fputs("some text\n", file);
    strcpy(other, "vwxyz");
    for (int i = 0; i < COUNT; i++)
        strcpy(text[i], "abcde");
    pthread_create(&thread, NULL, writes, NULL);
    for (int i = 0; i < COUNT; i++) {
        if (in_turn)
            pthread_mutex_lock(&lock);
        rows[i](text[i]);
        if (in_turn)
            pthread_mutex_unlock(&lock);
    }
    pthread_join(thread, NULL);
    printf("%d rows\n", COUNT);
    return 0;
}

#endif
