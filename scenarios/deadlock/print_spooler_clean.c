/* scenario: print_spooler
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A spooler has one condition for "a page has come" and "all pages are out"; each
 *   change signals one waiter, which may be the one of the other kind. C11 threads.
 */
#include <threads.h>

enum { PAGES = 2 };

static mtx_t lock;
static cnd_t changed;
static int queued, printed, closed;

int next_page(void) {
    mtx_lock(&lock);
    while (queued == 0 && !closed)
        cnd_wait(&changed, &lock);
    int got = queued > 0;
    if (got)
        queued--;
    mtx_unlock(&lock);
    return got;
}

void page_out(void) {
    mtx_lock(&lock);
    printed++;
    cnd_broadcast(&changed);
    mtx_unlock(&lock);
}

void submit(void) {
    mtx_lock(&lock);
    queued++;
    cnd_broadcast(&changed);
    mtx_unlock(&lock);
}

void drain(int pages) {
    mtx_lock(&lock);
    while (printed < pages)
        cnd_wait(&changed, &lock);
    closed = 1;
    cnd_broadcast(&changed);
    mtx_unlock(&lock);
}

int printer(void *arg) {
    (void)arg;
    while (next_page())
        page_out();
    return 0;
}

int sender(void *arg) {
    (void)arg;
    for (int i = 0; i < PAGES; i++)
        submit();
    return 0;
}

int main(void) {
    thrd_t p, s;
    mtx_init(&lock, mtx_plain);
    cnd_init(&changed);
    thrd_create(&p, printer, NULL);
    thrd_create(&s, sender, NULL);
    drain(PAGES);
    thrd_join(s, NULL);
    thrd_join(p, NULL);
    return printed == PAGES && queued == 0 ? 0 : 1;
}
