/* scenario: publish_route
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A new route is put at the head of a list that others read without a lock, by a relaxed
 *   store; the fix releases it.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct route {
    int prefix, hop;
    struct route *next;
};

static _Atomic(struct route *) routes;

void add_route(int prefix, int hop) {
    struct route *r = malloc(sizeof *r);
    r->prefix = prefix;
    r->hop = hop;
    r->next = atomic_load_explicit(&routes, memory_order_relaxed);
    atomic_store_explicit(&routes, r, memory_order_release);
}

int lookup(int prefix) {
    struct route *r = atomic_load_explicit(&routes, memory_order_acquire);
    for (; r; r = r->next)
        if (r->prefix == prefix)
            return r->hop;
    return 0;
}

void *daemon_thread(void *arg) {
    add_route(10, 1);
    add_route(20, 2);
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, daemon_thread, NULL);
    while (!lookup(20))
        sched_yield();
    pthread_join(thread, NULL);
    for (struct route *r = routes, *next; r; r = next) {
        next = r->next;
        free(r);
    }
    return 0;
}
