/* scenario: cleared_table
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A table of scores is cleared by memset while another thread still reads it.
 */
#include <pthread.h>
#include <string.h>

enum { PLAYERS = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int scores[PLAYERS];

void clear_table(size_t players) {
    pthread_mutex_lock(&lock);
    memset(scores, 0, players * sizeof scores[0]);
    pthread_mutex_unlock(&lock);
}

int score(int player) {
    pthread_mutex_lock(&lock);
    int is = scores[player];
    pthread_mutex_unlock(&lock);
    return is;
}

void *referee(void *arg) {
    clear_table(*(size_t *)arg);
    return NULL;
}

int main(void) {
    pthread_t thread;
    size_t players = PLAYERS;
    pthread_create(&thread, NULL, referee, &players);
    int is = score(PLAYERS / 2);
    pthread_join(thread, NULL);
    return is;
}
