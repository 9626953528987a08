/* The program brings an allocator of its own, which takes a lock in every call.
 * expect=none; seeds=30; flags=-fno-builtin; */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;
static _Alignas(16) char pool[1 << 24];
static size_t used;

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void free(void *block);

void *malloc(size_t size) {
    pthread_mutex_lock(&heap);
    char *block = pool + used + 16;
    memcpy(block - 16, &size, sizeof size);
    used += (size + 31) / 16 * 16;
    pthread_mutex_unlock(&heap);
    return used < sizeof pool ? block : NULL;
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size);
}

void *realloc(void *old, size_t size) {
    char *block = malloc(size);
    if (old) {
        size_t had;
        memcpy(&had, (char *)old - 16, sizeof had);
        memcpy(block, old, had < size ? had : size);
    }
    return block;
}

void free(void *block) {
    pthread_mutex_lock(&heap);
    (void)block;
    pthread_mutex_unlock(&heap);
}

static void *run(void *unused) {
    pthread_mutex_t *own = malloc(sizeof *own);
    pthread_mutex_init(own, NULL);
    pthread_mutex_lock(own);
    own = own + 0;
    pthread_mutex_unlock(own);
    pthread_mutex_destroy(own);
    free(own);
    return unused;
}

int main(void) {
    pthread_t tasks[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, run, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
