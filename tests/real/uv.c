/* libuv: a pool of four threads works on eight requests, each of which also calls the loop by uv_async. */
#include <stdio.h>
#include <uv.h>

enum { REQUESTS = 8, ROUNDS = 3 };

static uv_async_t wake;
static uv_mutex_t lock;
static uv_work_t request[REQUESTS];
static unsigned long sum;
static int done, called;

static void work(uv_work_t *req) {
    unsigned long n = (unsigned long)(req - request);

    for (int i = 0; i < ROUNDS; i++) {
        uv_mutex_lock(&lock);
        sum += n * n;
        uv_mutex_unlock(&lock);
        uv_async_send(&wake);
    }
}

static void after(uv_work_t *req, int status) {
    (void)req;
    if (status == 0 && ++done == REQUESTS)
        uv_close((uv_handle_t *)&wake, NULL);
}

/* Calls may be merged, so only that there was one is certain. */
static void woken(uv_async_t *handle) {
    (void)handle;
    called = 1;
}

int main(void) {
    uv_loop_t *loop = uv_default_loop();

    uv_mutex_init(&lock);
    uv_async_init(loop, &wake, woken);
    for (int i = 0; i < REQUESTS; i++)
        uv_queue_work(loop, &request[i], work, after);
    int left = uv_run(loop, UV_RUN_DEFAULT);
    printf("%d done, sum %lu, left %d\n", done, sum, left);
    uv_mutex_destroy(&lock);
    uv_loop_close(loop);
    uv_library_shutdown();
    return done == REQUESTS ? 0 : 1;
}
