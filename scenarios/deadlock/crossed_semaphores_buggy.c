/* scenario: crossed_semaphores
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: make_copy, scan_proof
 * always: no
 * needs: -
 * args: -
 * about: Two jobs claim one scanner and one printer, each held as a semaphore, in opposite
 *   orders.
 */
#include <pthread.h>
#include <semaphore.h>

static sem_t scanner, printer;
static int copies, proofs;

void make_copy(void) {
    sem_wait(&scanner);
    sem_wait(&printer);
    copies++;
    sem_post(&printer);
    sem_post(&scanner);
}

void scan_proof(void) {
    sem_wait(&printer);
    sem_wait(&scanner);
    proofs++;
    sem_post(&scanner);
    sem_post(&printer);
}

void *copier(void *arg) {
    make_copy();
    make_copy();
    return arg;
}

void *proof_reader(void *arg) {
    scan_proof();
    scan_proof();
    return arg;
}

int main(void) {
    pthread_t a, b;
    sem_init(&scanner, 0, 1);
    sem_init(&printer, 0, 1);
    pthread_create(&a, NULL, copier, NULL);
    pthread_create(&b, NULL, proof_reader, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    sem_destroy(&scanner);
    sem_destroy(&printer);
    return copies == 2 && proofs == 2 ? 0 : 1;
}
