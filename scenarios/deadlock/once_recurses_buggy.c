/* scenario: once_recurses
 * twin: buggy
 * kind: self-deadlock
 * subkind: -
 * severity: error
 * functions: init_locale, current_locale
 * always: no
 * needs: -
 * args: -
 * about: The one-time initialiser of the locale asks for the current locale when no override
 *   is set, and so waits for itself.
 */
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t env_lock = PTHREAD_MUTEX_INITIALIZER;
static int override = 1, locale;

void init_locale(void);

int current_locale(void) {
    pthread_once(&once, init_locale);
    return locale;
}

int read_override(void) {
    pthread_mutex_lock(&env_lock);
    int found = override;
    pthread_mutex_unlock(&env_lock);
    return found;
}

void set_override(int wanted) {
    pthread_mutex_lock(&env_lock);
    override = wanted;
    pthread_mutex_unlock(&env_lock);
}

void init_locale(void) {
    int wanted = read_override();
    if (wanted == 0)
        wanted = current_locale() + 1;
    locale = wanted;
}

void *formatter(void *arg) {
    current_locale();
    current_locale();
    return arg;
}

int main(void) {
    pthread_t f;
    pthread_create(&f, NULL, formatter, NULL);
    set_override(0);
    set_override(2);
    int mine = current_locale();
    pthread_join(f, NULL);
    return mine > 0 ? 0 : 1;
}
