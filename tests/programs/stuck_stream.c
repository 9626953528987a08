/* A thread holds a stream with flockfile across a wait of the model's; others that print sleep on libc's
 * own lock, which nobody sees, until it gives the stream back.
 * expect=exit-status; seeds=20; output=native; */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *writes(void *text) {
    flockfile(stdout);
    fputs("whole ", stdout);
    usleep(1000);
    fputs("lines\n", stdout);
    funlockfile(stdout);
    puts("whole lines");
    return text;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, writes, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 3;
}
