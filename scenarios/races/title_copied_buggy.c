/* scenario: title_copied
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: set_title, show_title
 * always: yes
 * needs: -
 * args: -
 * about: A window's title is set by strcpy while another thread copies it out.
 */
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char title[32] = "untitled";

void set_title(const char *text) {
    strcpy(title, text);
}

void show_title(char *shown) {
    pthread_mutex_lock(&lock);
    strcpy(shown, title);
    pthread_mutex_unlock(&lock);
}

void *load(void *arg) {
    set_title(arg);
    return NULL;
}

int main(void) {
    pthread_t thread;
    char shown[32], new_title[] = "a letter";
    pthread_create(&thread, NULL, load, new_title);
    show_title(shown);
    pthread_join(thread, NULL);
    return shown[0] ? 0 : 1;
}
