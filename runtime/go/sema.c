/* sema.c: counts that goroutines wait for, without the probe: what mutexes and wait groups park on.
 *
 * As in Go's runtime the waiters of all objects stand in one table, found by the address of the count, so
 * that an object needs no room for a queue. One bucket holds the first waiter of each address; the
 * others of that address hang on it, in the order of arrival.
 */
#include "internal.h"

enum { BUCKETS = 256 };

struct waiter {
    const uint32_t *count;
    struct waiter *next_count;  /* first waiter of another address in the bucket */
    struct waiter *next, *last; /* same address; LAST is kept in the first one only */
    uint32_t go;
};

static struct bucket {
    _Alignas(64) go_spin lock;
    struct waiter *first;
} buckets[BUCKETS];

static struct bucket *bucket_of(const uint32_t *count) {
    uint64_t h = (uint64_t)(uintptr_t)count * 0x9e3779b97f4a7c15u;
    return &buckets[h >> 56];
}

/* Where the link to COUNT's first waiter is, or would be. */
static struct waiter **find(struct bucket *b, const uint32_t *count) {
    struct waiter **at = &b->first;
    while (*at && (*at)->count != count)
        at = &(*at)->next_count;
    return at;
}

static void enqueue(struct waiter **at, struct waiter *w, bool first) {
    struct waiter *head = *at;
    if (!head) {
        w->last = w;
        *at = w;
    } else if (first) {
        w->next = head;
        w->last = head->last;
        w->next_count = head->next_count;
        *at = w;
    } else {
        head->last->next = w;
        head->last = w;
    }
}

static struct waiter *dequeue(struct waiter **at) {
    struct waiter *head = *at, *second;
    if (!head)
        return NULL;
    second = head->next;
    if (second) {
        second->last = head->last;
        second->next_count = head->next_count;
        *at = second;
    } else {
        *at = head->next_count;
    }
    return head;
}

void go_sema_acquire(uint32_t *count, bool first, enum go_waiting why) {
    struct bucket *b = bucket_of(count);
    struct waiter w = {.count = count};
    go_spin_lock(&b->lock);
    if (*count) {
        --*count;
        go_spin_unlock(&b->lock);
        return;
    }
    enqueue(find(b, count), &w, first);
    go_spin_unlock(&b->lock);
    go_park(&w.go, why);
}

void go_sema_release(uint32_t *count) {
    struct bucket *b = bucket_of(count);
    struct waiter *w;
    go_spin_lock(&b->lock);
    w = dequeue(find(b, count));
    if (!w)
        ++*count;
    go_spin_unlock(&b->lock);
    if (w)
        go_unpark(&w->go);
}
