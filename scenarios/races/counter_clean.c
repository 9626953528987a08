/* scenario: counter
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Two threads count the pages that they have printed in one counter without a lock.
 */
#include <pthread.h>

enum { PAGES = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int printed;

void count_page(void) {
    pthread_mutex_lock(&lock);
    printed++;
    pthread_mutex_unlock(&lock);
}

void *print(void *arg) {
    for (int i = 0; i < PAGES; i++)
        count_page();
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, print, NULL);
    pthread_create(&second, NULL, print, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return printed > 0 ? 0 : 1;
}
