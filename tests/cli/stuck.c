/* stuck.c: a thread blocks in the kernel by an instruction of its own, which nothing can intercept. */
#include <pthread.h>
#include <sys/syscall.h>

static void *block(void *arg) {
    long result;

    __asm__ volatile("syscall" : "=a"(result) : "0"(SYS_pause) : "rcx", "r11", "memory");
    (void)result;
    return arg;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, block, NULL);
    pthread_create(&b, NULL, block, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
