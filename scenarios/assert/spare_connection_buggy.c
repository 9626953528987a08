/* scenario: spare_connection
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: borrow
 * always: no
 * needs: -
 * args: -
 * about: A returned database connection wakes everybody who waits for one, and each takes it
 *   after an if, so the second finds the pool empty. C11 threads.
 */
#include <assert.h>
#include <threads.h>

enum { CONNECTIONS = 1, CLIENTS = 2 };

static struct {
    mtx_t lock;
    cnd_t returned;
    int spare[CONNECTIONS], spares, served;
} pool;

int borrow(void) {
    mtx_lock(&pool.lock);
    if (pool.spares == 0)
        cnd_wait(&pool.returned, &pool.lock);
    assert(pool.spares > 0);
    int connection = pool.spare[--pool.spares];
    mtx_unlock(&pool.lock);
    return connection;
}

void give_back(int connection) {
    mtx_lock(&pool.lock);
    pool.spare[pool.spares++] = connection;
    pool.served++;
    cnd_broadcast(&pool.returned);
    mtx_unlock(&pool.lock);
}

int client(void *arg) {
    int queries = *(int *)arg;
    for (int i = 0; i < queries; i++)
        give_back(borrow());
    return 0;
}

int main(void) {
    thrd_t clients[CLIENTS];
    int queries = 2;
    mtx_init(&pool.lock, mtx_plain);
    cnd_init(&pool.returned);
    pool.spare[pool.spares++] = 7;
    for (int i = 0; i < CLIENTS; i++)
        thrd_create(&clients[i], client, &queries);
    for (int i = 0; i < CLIENTS; i++)
        thrd_join(clients[i], NULL);
    cnd_destroy(&pool.returned);
    mtx_destroy(&pool.lock);
    return pool.served == CLIENTS * queries ? 0 : 1;
}
