/* rows_key.c: return codes of thread-specific data, and how often destructors run. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>

#include "rows.h"

static pthread_key_t first, second;
static int runs, seen_null, order[16], order_len;
static int again; /* how many more rounds the destructor asks for */

static void count_run(void *v) {
    runs++;
    seen_null += pthread_getspecific(first) == NULL;
    if (again-- > 0)
        pthread_setspecific(first, v);
}
static void note_order(void *v) {
    if (order_len < 16)
        order[order_len++] = (int)(intptr_t)v;
}

static void *set_first(void *v) {
    return (void *)(intptr_t)pthread_setspecific(first, v);
}
static void *set_first_and_exit(void *v) {
    pthread_setspecific(first, v);
    pthread_exit(NULL);
}
static void *set_and_clear(void *v) {
    pthread_setspecific(first, v);
    pthread_setspecific(first, NULL);
    return NULL;
}
static void *set_and_delete(void *v) {
    pthread_setspecific(second, v);
    return (void *)(intptr_t)pthread_key_delete(second);
}
static void *read_second(void *v) {
    (void)v;
    return pthread_getspecific(second);
}

static void *run(void *(*body)(void *), void *arg) {
    pthread_t t;
    void *res = NULL;
    runs = seen_null = 0;
    pthread_create(&t, NULL, body, arg);
    pthread_join(t, &res);
    return res;
}

static void rounds(void) {
    cf_rc(pthread_key_create(&first, count_run), "create with destructor");
    cf_value(pthread_getspecific(first) == NULL, "never set: get is null");
    for (int asked = 0; asked <= PTHREAD_DESTRUCTOR_ITERATIONS + 2; asked++) {
        again = asked;
        cf_rc((int)(intptr_t)run(set_first, &runs), "set, %d more rounds asked", asked);
        cf_value(runs, "set, %d more rounds asked: runs", asked);
        cf_value(seen_null, "set, %d more rounds asked: runs that saw null", asked);
    }
    again = 0;
    run(set_first_and_exit, &runs);
    cf_value(runs, "set, then pthread_exit: runs");
    run(set_and_clear, &runs);
    cf_value(runs, "set and cleared: runs");
    run(set_first, NULL);
    cf_value(runs, "set to null: runs");
}

static void *set_in_order(void *arg) {
    pthread_key_t *keys = arg;
    for (int i = 4; i >= 0; i--)
        pthread_setspecific(keys[i], (void *)(intptr_t)(i + 1));
    return NULL;
}

static void several(void) {
    pthread_key_t keys[5];
    for (int i = 0; i < 5; i++)
        pthread_key_create(&keys[i], note_order);
    order_len = 0;
    run(set_in_order, keys);
    cf_value(order_len, "five keys: runs");
    for (int i = 0; i < order_len; i++)
        cf_value(order[i], "five keys: run %d", i);
    for (int i = 0; i < 5; i++)
        cf_rc(pthread_key_delete(keys[i]), "five keys: delete %d", i);
}

static void deleted(void) {
    cf_rc(pthread_key_create(&second, note_order), "second: create");
    order_len = 0;
    cf_rc((int)(intptr_t)run(set_and_delete, &runs), "second: delete while set");
    cf_value(order_len, "second: runs after delete");
    cf_rc(pthread_setspecific(second, &runs), "second: set after delete");
    cf_value(pthread_getspecific(second) == NULL, "second: get after delete is null");
    cf_rc(pthread_key_delete(second), "second: delete after delete");
    cf_rc(pthread_setspecific(PTHREAD_KEYS_MAX + 7, &runs), "beyond all keys: set");
    cf_value(pthread_getspecific(PTHREAD_KEYS_MAX + 7) == NULL, "beyond all keys: get is null");
    cf_rc(pthread_key_delete(PTHREAD_KEYS_MAX + 7), "beyond all keys: delete");
    cf_rc(pthread_key_create(&second, NULL), "third: create");
    cf_rc(pthread_setspecific(second, &runs), "third: set");
    cf_value(pthread_getspecific(second) == &runs, "third: get");
    cf_value(run(read_second, NULL) == NULL, "third: another's get is null");
    cf_rc(pthread_key_delete(second), "third: delete");
    cf_rc(pthread_key_create(&second, NULL), "fourth: create");
    cf_value(pthread_getspecific(second) == NULL, "fourth: get is null though the third was set");
    cf_rc(pthread_key_delete(second), "fourth: delete");
}

static void all_keys(void) {
    static pthread_key_t keys[PTHREAD_KEYS_MAX + 1];
    int n = 0, rc;
    while ((rc = pthread_key_create(&keys[n], NULL)) == 0 && n < PTHREAD_KEYS_MAX)
        n++;
    cf_rc(rc, "all keys: one more");
    cf_value(n >= 1000, "all keys: a thousand at least");
    cf_rc(pthread_setspecific(keys[n - 1], &runs), "all keys: set the last");
    cf_value(pthread_getspecific(keys[n - 1]) == &runs, "all keys: get the last");
    int bad = 0;
    for (int i = 0; i < n; i++)
        bad += pthread_key_delete(keys[i]) != 0;
    cf_value(bad, "all keys: failed deletes");
    cf_rc(pthread_key_create(&keys[0], NULL), "all keys deleted: create");
    cf_rc(pthread_key_delete(keys[0]), "all keys deleted: delete");
}

void cf_rows_key(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    rounds();
    several();
    deleted();
    all_keys();
    cf_rc(pthread_key_delete(first), "first: delete");
}
