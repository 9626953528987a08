/* accesses.c: programs that do little but read and write memory, for what looking at each access costs.
 *
 *   accesses matrix|hash|sort THREADS FILE    adds a line to FILE: nanoseconds of processor time, of all
 *                                             threads together
 *
 * The work is the same for any number of threads; each has its own part of it, and none waits for another.
 */
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "cycles.h"

enum { SIDE = 128, KEYS = 20000, SLOTS = 1 << 16, NUMBERS = 1 << 16, MOST = 4 };

static double left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];
static uint64_t slot[MOST][SLOTS / MOST];
static unsigned number[NUMBERS];
static int threads;

static uint64_t next(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void matrix(int part) {
    for (int i = part * SIDE / threads; i < (part + 1) * SIDE / threads; i++)
        for (int j = 0; j < SIDE; j++) {
            double sum = 0;
            for (int k = 0; k < SIDE; k++)
                sum += left[i][k] * right[k][j];
            product[i][j] = sum;
        }
}

/* Open addressing; every key is put, and then looked for. */
static void hash(int part) {
    uint64_t *table = slot[part], mask = SLOTS / MOST - 1;
    for (int round = 0; round < MOST / threads * 2; round++) {
        uint64_t state = (uint64_t)part + 1;
        for (int i = 0; i < KEYS / MOST; i++) {
            uint64_t key = next(&state) + 1, at = key * 0x9e3779b97f4a7c15u >> 40 & mask;
            while (table[at] && table[at] != key)
                at = (at + 1) & mask;
            table[at] = key;
        }
    }
}

static void sort(unsigned *low, unsigned *high) {
    while (high - low > 1) {
        unsigned pivot = low[(high - low) / 2], *a = low, *b = high - 1;
        while (a <= b) {
            while (*a < pivot)
                a++;
            while (*b > pivot)
                b--;
            if (a <= b) {
                unsigned held = *a;
                *a++ = *b;
                *b-- = held;
            }
        }
        sort(low, b + 1);
        low = a;
    }
}

static void sorts(int part) {
    uint64_t state = 7;
    unsigned *low = number + part * NUMBERS / threads,
             *high = number + (part + 1) * NUMBERS / threads;
    for (unsigned *at = low; at < high; at++)
        *at = (unsigned)next(&state);
    sort(low, high);
}

static void (*kernel)(int part);

static void *work(void *part) {
    kernel((int)(intptr_t)part);
    return NULL;
}

/* The system's own clock, whatever stands before libc's; processor time is there on a busy machine too. */
static uint64_t spent(void) {
    struct timespec now;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(SYS_clock_gettime), "D"(CLOCK_PROCESS_CPUTIME_ID), "S"(&now)
                     : "rcx", "r11", "memory");
    return result ? 0 : (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv) {
    pthread_t thread[MOST];
    if (argc != 4)
        return 2;
    kernel = !strcmp(argv[1], "matrix") ? matrix : !strcmp(argv[1], "hash") ? hash : sorts;
    threads = atoi(argv[2]);
    if (threads < 1 || threads > MOST)
        return 2;
    for (int i = 0; i < SIDE * SIDE; i++)
        left[i / SIDE][i % SIDE] = right[i % SIDE][i / SIDE] = i;
    uint64_t start = spent();
    for (intptr_t i = 1; i < threads; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    work(NULL);
    for (int i = 1; i < threads; i++)
        pthread_join(thread[i], NULL);
    __asm__ volatile("" ::"r"(product), "r"(slot), "r"(number) : "memory"); /* all of it counts */
    cycles_append(argv[3], spent() - start);
    return 0;
}
