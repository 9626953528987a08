/* Each thread sees its own id, name, stack and attributes, under every way of running it.
 * expect=none; seeds=30; */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_t ids[3];

/* The kernel keeps fifteen letters. */
static int renames_itself(long id) {
    char name[] = "0-is-what-it-is-called", got[16] = "", again[16] = "";
    name[0] = (char)('0' + id);
    if (prctl(PR_SET_NAME, name) || prctl(PR_SET_NAME, 1) == 0)
        return 0;
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        sched_yield();
        pthread_mutex_unlock(&gate);
        if (prctl(PR_GET_NAME, got) || strlen(got) != 15 || strncmp(got, name, 15) != 0)
            return 0;
    }
    return pthread_getname_np(pthread_self(), again, sizeof again) == 0 && strcmp(got, again) == 0;
}

static void *run(void *arg) {
    long id = (long)arg;
    char name[16] = "worker-0", got[16] = "";
    int here = 0;
    name[7] = (char)('0' + id);
    pid_t tid = gettid();
    pthread_setname_np(pthread_self(), name);
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        sched_yield();
        pthread_mutex_unlock(&gate);
        pthread_attr_t attr;
        void *low;
        size_t size;
        pthread_getattr_np(pthread_self(), &attr);
        pthread_attr_getstack(&attr, &low, &size);
        pthread_attr_destroy(&attr);
        if ((char *)&here < (char *)low || (char *)&here > (char *)low + size)
            return (void *)1;
        pthread_getname_np(pthread_self(), got, sizeof got);
        if (strcmp(name, got) != 0)
            return (void *)2;
        if (gettid() != tid || syscall(SYS_gettid) != tid || tid == getpid())
            return (void *)3;
    }
    if (!renames_itself(id))
        return (void *)5;
    return pthread_equal(pthread_self(), ids[id]) ? NULL : (void *)4;
}

int main(void) {
    long bad = 0;
    pthread_mutex_lock(&gate);
    for (long i = 0; i < 3; i++)
        pthread_create(&ids[i], NULL, run, (void *)i);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < 3; i++) {
        void *value;
        pthread_join(ids[i], &value);
        bad |= (long)value;
    }
    return (int)bad;
}
