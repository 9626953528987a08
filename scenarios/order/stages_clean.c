/* scenario: stages
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The last stage takes the locks in the order of their names, like the others.
 */
#include <pthread.h>

static pthread_mutex_t a_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stage_lock = PTHREAD_MUTEX_INITIALIZER;
static int stage, loaded, linked, published;

int stage_reached(int wanted) {
    int reached = 0;
    for (int i = 0; i < 25 && !reached; i++) {
        pthread_mutex_lock(&stage_lock);
        reached = stage >= wanted;
        pthread_mutex_unlock(&stage_lock);
    }
    return reached;
}

void stage_done(void) {
    pthread_mutex_lock(&stage_lock);
    stage++;
    pthread_mutex_unlock(&stage_lock);
}

void *load(void *arg) {
    pthread_mutex_lock(&a_lock);
    pthread_mutex_lock(&b_lock);
    loaded = 1;
    pthread_mutex_unlock(&b_lock);
    pthread_mutex_unlock(&a_lock);
    stage_done();
    return arg;
}

void *link_up(void *arg) {
    if (!stage_reached(1))
        return arg;
    pthread_mutex_lock(&b_lock);
    pthread_mutex_lock(&c_lock);
    linked = loaded;
    pthread_mutex_unlock(&c_lock);
    pthread_mutex_unlock(&b_lock);
    stage_done();
    return arg;
}

void *publish(void *arg) {
    if (!stage_reached(2))
        return arg;
    pthread_mutex_lock(&a_lock);
    pthread_mutex_lock(&c_lock);
    published = linked;
    pthread_mutex_unlock(&c_lock);
    pthread_mutex_unlock(&a_lock);
    return arg;
}

int main(void) {
    pthread_t t[3];
    pthread_create(&t[0], NULL, load, NULL);
    pthread_create(&t[1], NULL, link_up, NULL);
    pthread_create(&t[2], NULL, publish, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
