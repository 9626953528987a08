/* scenario: posted_too_early
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: bake, main
 * always: yes
 * needs: -
 * args: -
 * about: A baker posts the semaphore before the bread is in the basket.
 */
#include <pthread.h>
#include <semaphore.h>

static sem_t ready;
int basket;

void bake(void) {
    sem_post(&ready);
    basket = 6;
}

void *baker(void *arg) {
    bake();
    return arg;
}

int main(void) {
    pthread_t thread;
    sem_init(&ready, 0, 0);
    pthread_create(&thread, NULL, baker, NULL);
    sem_wait(&ready);
    int bought = basket;
    pthread_join(thread, NULL);
    return bought <= 6 ? 0 : 1;
}
