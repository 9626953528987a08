/* scenario: bit_fields
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Two flags of a file are bit-fields of one word, and each of two threads sets its own;
 *   the fix gives each a byte of its own.
 */
#include <pthread.h>

struct file {
    unsigned char open;
    unsigned char dirty;
};

static struct file file;

void set_open(void) {
    file.open = 1;
}

void set_dirty(void) {
    file.dirty = 1;
}

void *opener(void *arg) {
    set_open();
    return arg;
}

void *writer(void *arg) {
    set_dirty();
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, opener, NULL);
    pthread_create(&second, NULL, writer, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return file.open || file.dirty ? 0 : 1;
}
