/* scenario: copied_state
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: snapshot, move_to
 * always: yes
 * needs: -
 * args: -
 * about: A snapshot of a game's state is taken by memcpy without the lock under which a move
 *   changes it.
 */
#include <pthread.h>
#include <string.h>

struct state {
    int board[4096];
    int moves;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct state state;

void move_to(int field) {
    pthread_mutex_lock(&lock);
    state.board[field] = 1;
    state.moves++;
    pthread_mutex_unlock(&lock);
}

void snapshot(struct state *copy) {
    memcpy(copy, &state, sizeof *copy);
}

void *player(void *arg) {
    move_to(7);
    return arg;
}

int main(void) {
    pthread_t thread;
    struct state copy;
    pthread_create(&thread, NULL, player, NULL);
    snapshot(&copy);
    pthread_join(thread, NULL);
    return copy.moves <= 1 ? 0 : 1;
}
