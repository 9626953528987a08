/* pthread_exit cannot leave a function that promises to let nothing out: the program is terminated.
 * expect=crash; seeds=6; */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void promises() noexcept {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    pthread_exit(nullptr);
}

static void *leaves(void *unused) {
    promises();
    return unused;
}

int main() {
    pthread_t task;
    pthread_create(&task, nullptr, leaves, nullptr);
    pthread_join(task, nullptr);
    return 0;
}
