/* A buffer goes from thread to thread with a byte in a pipe: what is read from it comes after the write.
 * expect=none; flags=-fsanitize=thread; seeds=100; */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static char message[32];
static int there[2], back[2];

static void *answers(void *unused) {
    char byte;
    if (read(there[0], &byte, 1) != 1)
        return message;
    message[0]++;
    return write(back[1], message, sizeof message) == sizeof message ? unused : message;
}

int main(void) {
    pthread_t task;
    void *wrong;
    char copy[sizeof message];
    if (pipe(there) != 0 || pipe(back) != 0)
        return 2;
    pthread_create(&task, NULL, answers, NULL);
    memset(message, 'a', sizeof message);
    if (write(there[1], message, 1) != 1 || read(back[0], copy, sizeof copy) != sizeof copy)
        return 2;
    message[0] = 'c';
    pthread_join(task, &wrong);
    return wrong || copy[0] != 'b';
}
