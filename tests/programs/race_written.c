/* What write() is given is read, and what read() fills is written, at the time of the call.
 * expect=data-race; flags=-fsanitize=thread; seeds=40; every=yes; */
#include <pthread.h>
#include <unistd.h>

static char out[8], in[8];
static int ends[2];

static void *changes(void *unused) {
    out[3] = 'x';
    in[3] = 'x';
    return unused;
}

int main(void) {
    pthread_t task;
    if (pipe(ends) != 0)
        return 2;
    pthread_create(&task, NULL, changes, NULL);
    int wrong = write(ends[1], out, sizeof out) != sizeof out;
    wrong |= read(ends[0], in, sizeof in) != sizeof in;
    pthread_join(task, NULL);
    return wrong;
}
