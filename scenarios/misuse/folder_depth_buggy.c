/* scenario: folder_depth
 * twin: buggy
 * kind: misuse
 * subkind: lock-held-at-exit
 * severity: error
 * functions: scan
 * always: no
 * needs: -
 * args: -
 * about: Scanning nested folders takes a recursive lock at each level; a level that finds the
 *   scan cancelled leaves without giving its own back. C11 threads.
 */
#include <threads.h>

static mtx_t tree_lock, state_lock;
static int cancelled, seen;

int is_cancelled(void) {
    mtx_lock(&state_lock);
    int now = cancelled;
    mtx_unlock(&state_lock);
    return now;
}

void set_cancelled(int value) {
    mtx_lock(&state_lock);
    cancelled = value;
    mtx_unlock(&state_lock);
}

int scan(int depth) {
    mtx_lock(&tree_lock);
    seen++;
    if (is_cancelled()) {
        return -1;
    }
    int result = depth > 0 ? scan(depth - 1) : 0;
    mtx_unlock(&tree_lock);
    return result;
}

int scanner(void *arg) {
    (void)arg;
    return scan(2);
}

int main(void) {
    thrd_t s;
    int result;
    mtx_init(&tree_lock, mtx_recursive);
    mtx_init(&state_lock, mtx_plain);
    thrd_create(&s, scanner, NULL);
    set_cancelled(1);
    set_cancelled(0);
    thrd_join(s, &result);
    return seen > 0 && (result == 0 || seen < 4) ? 0 : 1;
}
