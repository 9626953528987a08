/* scenario: trace_buffer
 * twin: buggy
 * kind: self-deadlock
 * subkind: -
 * severity: error
 * functions: record, write_trace
 * always: no
 * needs: -
 * args: -
 * about: A thread that finds tracing closed leaves by thrd_exit with the trace file locked,
 *   and the destructor of its tss buffer locks the file. C11 threads.
 */
#include <stdlib.h>
#include <threads.h>

struct buffer {
    int used;
    int event[4];
};

static mtx_t file_lock;
static tss_t own_buffer;
static int closed, written;

void write_trace(void *value) {
    struct buffer *b = value;
    mtx_lock(&file_lock);
    written += b->used;
    mtx_unlock(&file_lock);
    free(b);
}

void record(int event) {
    struct buffer *b = tss_get(own_buffer);
    mtx_lock(&file_lock);
    if (closed) {
        thrd_exit(1);
    }
    b->event[b->used++] = event;
    mtx_unlock(&file_lock);
}

void rotate_file(int now_closed) {
    mtx_lock(&file_lock);
    closed = now_closed;
    mtx_unlock(&file_lock);
}

int worker(void *arg) {
    (void)arg;
    tss_set(own_buffer, calloc(1, sizeof(struct buffer)));
    for (int i = 0; i < 3; i++)
        record(i);
    return 0;
}

int main(void) {
    thrd_t w;
    int result;
    mtx_init(&file_lock, mtx_plain);
    tss_create(&own_buffer, write_trace);
    thrd_create(&w, worker, NULL);
    rotate_file(1);
    rotate_file(0);
    thrd_join(w, &result);
    tss_delete(own_buffer);
    return written == 3 || result == 1 ? 0 : 1;
}
