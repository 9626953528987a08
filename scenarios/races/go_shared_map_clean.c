/* scenario: go_shared_map
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A cache of goroutines is a map without the lock that Go's would need as well.
 */
#include <detgo.h>

enum { SIZE = 8 };

static go_rwmutex mu;
static struct entry { int key, value; } entries[SIZE];

void cache_set(int key, int value) {
    GO_WRITE_GUARD(&mu);
    entries[key % SIZE] = (struct entry){key, value};
}

int cache_get(int key) {
    GO_READ_GUARD(&mu);
    return entries[key % SIZE].key == key ? entries[key % SIZE].value : 0;
}

void fill(void *arg) {
    cache_set(3, 30);
    go_waitgroup_done(arg);
}

int main(void) {
    go_waitgroup wg = {0};
    go_waitgroup_add(&wg, 1);
    go_ref(fill, &wg);
    int value = cache_get(3);
    go_waitgroup_wait(&wg);
    return value <= 30 ? 0 : 1;
}
