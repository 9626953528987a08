/* scenario: freed_node
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A reader keeps a list node between two critical sections, while another thread takes
 *   the node off the list and releases its name.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    char *name;
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct node *head, *spare;

void add(const char *name) {
    struct node *n = malloc(sizeof *n);
    if (!n)
        abort();
    n->name = strdup(name);
    pthread_mutex_lock(&list_lock);
    n->next = head;
    head = n;
    pthread_mutex_unlock(&list_lock);
}

void remove_first(void) {
    pthread_mutex_lock(&list_lock);
    struct node *n = head;
    head = n->next;
    free(n->name);
    n->name = NULL;
    n->next = spare;
    spare = n;
    pthread_mutex_unlock(&list_lock);
}

int next_length(void) {
    int length = 0;
    pthread_mutex_lock(&list_lock);
    struct node *first = head;
    while (first->name[length])
        length++;
    pthread_mutex_unlock(&list_lock);
    return length;
}

void *remover(void *arg) {
    remove_first();
    return arg;
}

int main(void) {
    pthread_t r;
    int total = 0;
    add("alpha");
    add("gamma");
    pthread_create(&r, NULL, remover, NULL);
    for (int i = 0; i < 3; i++)
        total += next_length();
    pthread_join(r, NULL);
    remove_first();
    return total == 15 ? 0 : 1;
}
