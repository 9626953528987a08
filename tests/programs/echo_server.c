/* A server on the loopback interface answers three clients, each on a task of its own.
 * expect=none; seeds=20; */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 3, ROUNDS = 3 };

static struct sockaddr_in address = {.sin_family = AF_INET};
static int listener;

static void must(int holds) {
    if (!holds)
        abort();
}

static void *answer(void *arg) {
    int fd = *(int *)arg;
    char text[64];
    ssize_t n;
    while ((n = read(fd, text, sizeof text)) > 0)
        must(send(fd, text, (size_t)n, 0) == n);
    must(n == 0 && close(fd) == 0);
    return NULL;
}

static void *serve(void *unused) {
    pthread_t tasks[CLIENTS];
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        must((fds[i] = accept(listener, NULL, NULL)) >= 0);
        pthread_create(&tasks[i], NULL, answer, &fds[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(tasks[i], NULL);
    return unused;
}

static void *ask(void *unused) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    must(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    for (int i = 0; i < ROUNDS; i++) {
        char text[6] = "";
        must(write(fd, "hello", 5) == 5);
        must(recv(fd, text, 5, MSG_WAITALL) == 5 && strcmp(text, "hello") == 0);
    }
    must(close(fd) == 0);
    return unused;
}

int main(void) {
    pthread_t server, clients[CLIENTS];
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    must(bind(listener, (struct sockaddr *)&address, length) == 0);
    must(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    must(listen(listener, CLIENTS) == 0);
    pthread_create(&server, NULL, serve, NULL);
    for (int i = 0; i < CLIENTS; i++)
        pthread_create(&clients[i], NULL, ask, NULL);
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(clients[i], NULL);
    pthread_join(server, NULL);
    return 0;
}
