/* GLib: a pool of three threads takes numbers, adds them under a lock, and answers through a queue. */
#include <glib.h>
#include <stdio.h>

enum { THREADS = 3, NUMBERS = 12 };

static GMutex lock;
static GAsyncQueue *answers;
static unsigned long sum;

static void work(gpointer data, gpointer unused) {
    unsigned long n = GPOINTER_TO_UINT(data);

    (void)unused;
    g_mutex_lock(&lock);
    sum += n;
    g_mutex_unlock(&lock);
    g_async_queue_push(answers, GUINT_TO_POINTER(n * n));
}

int main(void) {
    unsigned long squares = 0;
    GError *error = NULL;

    answers = g_async_queue_new();
    GThreadPool *pool = g_thread_pool_new(work, NULL, THREADS, TRUE, &error);
    for (unsigned i = 1; i <= NUMBERS; i++)
        g_thread_pool_push(pool, GUINT_TO_POINTER(i), &error);
    for (unsigned i = 1; i <= NUMBERS; i++)
        squares += GPOINTER_TO_UINT(g_async_queue_pop(answers));
    g_thread_pool_free(pool, FALSE, TRUE);
    g_async_queue_unref(answers);
    printf("%lu %lu\n", sum, squares);
    return error ? 1 : 0;
}
