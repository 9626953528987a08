/* scenario: treiber_aba
 * twin: buggy
 * kind: use-after-free
 * subkind: -
 * severity: error
 * functions: pop
 * also: data-race, crash, livelock
 * always: no
 * needs: -
 * args: -
 * about: A stack without locks frees the node that it has popped, while another pop has yet to
 *   read its successor, and may later take a new node at the same address for the old one; the
 *   fix frees the nodes when all threads are done.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
    _Atomic(struct node *) next;
    struct node *retired;
    int value;
};

static _Atomic(struct node *) top, retired;

void push(int value) {
    struct node *n = calloc(1, sizeof *n);
    n->value = value;
    struct node *old = atomic_load(&top);
    do
        atomic_store(&n->next, old);
    while (!atomic_compare_exchange_weak(&top, &old, n));
}

void retire(struct node *n) {
    free(n);
}

int pop(void) {
    struct node *n = atomic_load(&top);
    while (n && !atomic_compare_exchange_weak(&top, &n, atomic_load(&n->next)))
        ;
    int value = n ? n->value : 0;
    if (n)
        retire(n);
    return value;
}

void *worker(void *arg) {
    int first = pop(), second = pop();
    push(first + second + 1);
    return arg;
}

int main(void) {
    pthread_t threads[2];
    for (int i = 0; i < 3; i++)
        push(i);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, worker, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    while (pop())
        ;
    for (struct node *n = retired, *next; n; n = next) {
        next = n->retired;
        free(n);
    }
    return 0;
}
