/* scenario: semaphore_of_two
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: use_printer
 * always: yes
 * needs: -
 * args: -
 * about: A semaphore that is to let one thread in at a time starts with two.
 */
#include <pthread.h>
#include <semaphore.h>

static sem_t printer;
static int pages;

void use_printer(void) {
    sem_wait(&printer);
    pages++;
    sem_post(&printer);
}

void *job(void *arg) {
    use_printer();
    return arg;
}

int main(void) {
    pthread_t first, second;
    sem_init(&printer, 0, 2);
    pthread_create(&first, NULL, job, NULL);
    pthread_create(&second, NULL, job, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return pages ? 0 : 1;
}
