/* scenario: frame_left
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: fill, copy_number
 * always: yes
 * needs: -
 * args: -
 * about: A reader is given its page number in the frame of the function that starts it, which
 *   returns at once, and the next function uses that memory again; the fix waits until the number
 *   was copied.
 */
#include <pthread.h>
#include <semaphore.h>

static pthread_t reader_thread;
static sem_t copied;
static volatile int pages[64];

int copy_number(const int *arg) {
    return *(const volatile int *)arg;
}

void *read_page(void *arg) {
    int number = copy_number(arg);
    sem_post(&copied);
    __atomic_store_n(&pages[number & 63], 1, __ATOMIC_RELAXED);
    return NULL;
}

__attribute__((noinline)) void start_reader(int page) {
    int number[64] = {[0 ... 63] = page};
    pthread_create(&reader_thread, NULL, read_page, &number[32]);
}

void fill(volatile int *samples, int page) {
    for (int i = 0; i < 64; i++)
        samples[i] = page;
}

__attribute__((noinline)) int decode(int page) {
    volatile int samples[64];
    fill(samples, page);
    return samples[page];
}

int main(void) {
    sem_init(&copied, 0, 0);
    start_reader(3);
    int sample = decode(2);
    pthread_join(reader_thread, NULL);
    return sample == 2 ? 0 : 1;
}
