/* scenario: c11_once_flag
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The level of a log is found out at its first use under a C11 lock, but the quick look
 *   before it is a plain one. C11 threads.
 */
#include <stdatomic.h>
#include <threads.h>

static mtx_t lock;
static int level;
static atomic_int known;

int get_level(void) {
    if (!known) {
        mtx_lock(&lock);
        level = 3;
        known = 1;
        mtx_unlock(&lock);
    }
    mtx_lock(&lock);
    int is = level;
    mtx_unlock(&lock);
    return is;
}

int logger(void *arg) {
    (void)arg;
    return get_level();
}

int main(void) {
    thrd_t first, second;
    mtx_init(&lock, mtx_plain);
    thrd_create(&first, logger, NULL);
    thrd_create(&second, logger, NULL);
    thrd_join(first, NULL);
    thrd_join(second, NULL);
    return 0;
}
