/* prints.c: says what it was given, so that what enters an environment can be compared; ends with 3. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *nothing(void *arg) {
    return arg;
}

int main(int argc, char **argv) {
    const char *tmp = getenv("TMPDIR");
    pthread_t a, b;
    int c, n = 0;

    pthread_create(&a, NULL, nothing, NULL);
    pthread_create(&b, NULL, nothing, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    while ((c = getchar()) != EOF)
        n++;
    printf("input %d, TMPDIR %s\n", n, tmp ? tmp : "none");
    for (int i = 1; i < argc; i++)
        printf("[%s]\n", argv[i]);
    fprintf(stderr, "to stderr\n");
    return 3;
}
