/* scenario: rwmutex_cache
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Many readers look a key up under the read lock of a cache, and a writer sets it under
 *   the write lock; no reader sees an item that is half set.
 */
#include <assert.h>
#include <detgo.h>
#include <string.h>

enum { ITEMS = 4, READERS = 3 };

typedef struct {
    const char *key;
    int price, price_again;
} Item;

typedef struct {
    go_rwmutex mu;
    Item items[ITEMS];
    int count;
} Cache;

static Cache cache;

Item *find(Cache *c, const char *key) {
    for (int i = 0; i < c->count; i++) {
        if (strcmp(c->items[i].key, key) == 0)
            return &c->items[i];
    }
    return NULL;
}

bool Get(Cache *c, const char *key, Item *item) {
    GO_READ_GUARD(&c->mu);
    const Item *found = find(c, key);
    if (found)
        *item = *found;
    return found != NULL;
}

void Set(Cache *c, const char *key, int price) {
    GO_WRITE_GUARD(&c->mu);
    Item *item = find(c, key);
    if (!item) {
        assert(c->count < ITEMS);
        item = &c->items[c->count++];
        item->key = key;
    }
    item->price = price;
    item->price_again = price;
}

void writer(void *arg) {
    (void)arg;
    for (int price = 1; price <= 3; price++)
        Set(&cache, "tea", price);
}

void reader(void *arg) {
    (void)arg;
    Item item;
    int last = 0;
    for (int i = 0; i < 3; i++) {
        if (!Get(&cache, "tea", &item))
            continue;
        assert(item.price == item.price_again);
        assert(item.price >= last);
        last = item.price;
    }
}

int main(void) {
    go_waitgroup wg = {0};
    go_waitgroup_go(&wg, writer, 0);
    for (int i = 0; i < READERS; i++)
        go_waitgroup_go(&wg, reader, 0);
    go_waitgroup_wait(&wg);
    Item item;
    assert(Get(&cache, "tea", &item) && item.price == 3);
    return 0;
}
