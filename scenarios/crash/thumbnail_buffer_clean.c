/* scenario: thumbnail_buffer
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker shows its tss buffer to previews while it lives; the key's destructor drops
 *   the pixels first and takes the buffer off the list in a second critical section. C11
 *   threads.
 */
#include <stddef.h>
#include <threads.h>

struct thumbnail {
    const char *pixels;
    int width;
};

static mtx_t lock;
static tss_t scratch;
static struct thumbnail *result;

void drop_pixels(void *value) {
    struct thumbnail *t = value;
    mtx_lock(&lock);
    t->pixels = NULL;
    result = NULL;
    mtx_unlock(&lock);
}

int render(void *arg) {
    struct thumbnail *mine = arg;
    tss_set(scratch, mine);
    mine->pixels = "#..#";
    mine->width = 4;
    mtx_lock(&lock);
    result = mine;
    mtx_unlock(&lock);
    return 0;
}

int preview(void) {
    int dark = 0;
    mtx_lock(&lock);
    for (int i = 0; result && i < result->width; i++)
        dark += result->pixels[i] == '#';
    mtx_unlock(&lock);
    return dark;
}

int main(void) {
    thrd_t w;
    struct thumbnail t = {0};
    mtx_init(&lock, mtx_plain);
    tss_create(&scratch, drop_pixels);
    thrd_create(&w, render, &t);
    int dark = preview();
    dark += preview();
    thrd_join(w, NULL);
    return dark % 2 == 0 ? 0 : 1;
}
