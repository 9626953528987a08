/* Every object that processes can share, made so, in memory that no other process has: static, heap,
 * stack, and a private mapping where a shared one was. A child that fork makes has its own copies.
 *
 * expect=none; seeds=40;
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct objects {
    pthread_mutex_t mutex, robust;
    pthread_cond_t cond;
    pthread_rwlock_t rwlock;
    pthread_barrier_t barrier;
    pthread_spinlock_t spin;
    sem_t sem;
    int turns, done;
};

static struct objects fixed;

static void make(struct objects *o) {
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    pthread_rwlockattr_t rwlock;
    pthread_barrierattr_t barrier;
    pthread_mutexattr_init(&mutex);
    pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&o->mutex, &mutex);
    pthread_mutexattr_setrobust(&mutex, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&o->robust, &mutex);
    pthread_condattr_init(&cond);
    pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&o->cond, &cond);
    pthread_rwlockattr_init(&rwlock);
    pthread_rwlockattr_setpshared(&rwlock, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&o->rwlock, &rwlock);
    pthread_barrierattr_init(&barrier);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&o->barrier, &barrier, 2);
    pthread_spin_init(&o->spin, PTHREAD_PROCESS_SHARED);
    sem_init(&o->sem, 1, 1);
    o->turns = o->done = 0;
}

/* Made before control begins. */
__attribute__((constructor)) static void make_early(void) {
    make(&fixed);
}

static void *use(void *arg) {
    struct objects *o = arg;
    pthread_barrier_wait(&o->barrier);
    pthread_rwlock_rdlock(&o->rwlock);
    sem_wait(&o->sem);
    pthread_mutex_lock(&o->robust);
    pthread_spin_lock(&o->spin);
    o->turns++;
    pthread_spin_unlock(&o->spin);
    pthread_mutex_unlock(&o->robust);
    sem_post(&o->sem);
    pthread_rwlock_unlock(&o->rwlock);
    pthread_mutex_lock(&o->mutex);
    o->done++;
    pthread_cond_signal(&o->cond);
    while (o->done < 2)
        pthread_cond_wait(&o->cond, &o->mutex);
    pthread_mutex_unlock(&o->mutex);
    return NULL;
}

static int meet(struct objects *o) {
    pthread_t t;
    pthread_create(&t, NULL, use, o);
    use(o);
    pthread_join(t, NULL);
    return o->turns != 2;
}

/* The child finds the mutex held by the thread that forked, and gives its copy back. */
static int forked(struct objects *o) {
    int status = -1;
    make(o);
    pthread_mutex_lock(&o->mutex);
    pid_t child = fork();
    pthread_mutex_unlock(&o->mutex);
    if (child == 0)
        _exit(meet(o));
    waitpid(child, &status, 0);
    return status != 0 || meet(o);
}

int main(void) {
    struct objects here, *block = malloc(sizeof *block);
    int bad = meet(&fixed);
    make(&here);
    make(block);
    bad |= meet(&here) | meet(block);
    void *place = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    mmap(place, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    make(place);
    bad |= meet(place) | forked(&here);
    free(block);
    return bad;
}
