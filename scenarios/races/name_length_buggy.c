/* scenario: name_length
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: set_initial, length_of_name
 * always: yes
 * needs: -
 * args: -
 * about: The length of a name is measured by strlen while another thread changes its first
 *   letter.
 */
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char name[16] = "anonymous";

void set_initial(char c) {
    pthread_mutex_lock(&lock);
    name[0] = c;
    pthread_mutex_unlock(&lock);
}

size_t length_of_name(void) {
    size_t length = strlen(name);
    return length;
}

void *rename_user(void *arg) {
    set_initial('A');
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, rename_user, NULL);
    size_t length = length_of_name();
    pthread_join(thread, NULL);
    return length == 9 ? 0 : 1;
}
