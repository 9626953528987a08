/* Two peers exchange pages that are larger than a pipe, a piece at a time.
 * expect=none; seeds=10; */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { PAGE = 100000, CHUNK = 1000 };

static int left_to_right[2], right_to_left[2];

static void move(ssize_t moved) {
    if (moved != CHUNK)
        abort();
}

void exchange(int out, int in) {
    static char page[CHUNK];
    char other[CHUNK];
    for (int at = 0; at < PAGE; at += CHUNK) {
        move(write(out, page, CHUNK));
        move(read(in, other, CHUNK));
    }
}

void *right(void *arg) {
    exchange(right_to_left[1], left_to_right[0]);
    return arg;
}

int main(void) {
    pthread_t t;
    if (pipe(left_to_right) || pipe(right_to_left))
        return 1;
    pthread_create(&t, NULL, right, NULL);
    exchange(left_to_right[1], right_to_left[0]);
    pthread_join(t, NULL);
    return 0;
}
