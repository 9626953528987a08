/* closes.c: closes every descriptor, as daemons do, and uses all numbers for a file of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *turns(void *arg) {
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    char text[32] = "", wanted[] = "these bytes, and no other";
    const ssize_t n = sizeof(wanted) - 1;
    struct stat st;
    pthread_t a, b;

    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    closefrom(3);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600), copies = 0;

    if (fd != 3 || write(fd, wanted, (size_t)n) != n)
        return 1;
    while (dup(fd) >= 0)
        copies++;
    pthread_create(&a, NULL, turns, NULL);
    pthread_create(&b, NULL, turns, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    if (fstat(fd, &st) || st.st_size != n || pread(fd, text, sizeof(text), 0) != n)
        return 2;
    /* Every copy must still be the file, and stand where the one write has left it. */
    for (int i = 3; i < 3 + copies; i++)
        if (lseek(i, 0, SEEK_CUR) != n)
            return 3;
    return strcmp(text, wanted) || copies < 100;
}
