/* sample.c: the program whose file the fuzz targets damage: functions, an inlined call, data. */
#include <stdio.h>

struct pair {
    int first, second;
};
static struct pair pairs[4] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};

static inline __attribute__((always_inline)) int sum(const struct pair *p) {
    return p->first + p->second;
}

static __attribute__((noinline)) int total(int n) {
    int all = 0;

    for (int i = 0; i < n; i++)
        all += sum(&pairs[i]);
    return all;
}

int main(int argc, char **argv) {
    (void)argv;
    pairs[0].first = argc;
    printf("%d\n", total(4));
    return 0;
}
