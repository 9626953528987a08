/* A call that never comes back, of a kind that nobody models: the others go on, then the seed is undecided.
 * expect=none; seeds=2; status=4; options=--strategy=random; */
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *locks(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    pthread_t task;
    char message[64];
    int queue = msgget(IPC_PRIVATE, 0600);
    pthread_create(&task, NULL, locks, NULL);
    msgrcv(queue, message, sizeof message - sizeof(long), 0, 0);
    pthread_join(task, NULL);
    return 0;
}
