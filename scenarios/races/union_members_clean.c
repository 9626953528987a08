/* scenario: union_members
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Two threads set two members of what should have been a structure and is a union.
 */
#include <pthread.h>

struct parcel {
    double weight;
    int count;
};

static struct parcel parcel;

void set_weight(void) {
    parcel.weight = 2.5;
}

void set_count(void) {
    parcel.count = 7;
}

void *weigh(void *arg) {
    set_weight();
    return arg;
}

void *count(void *arg) {
    set_count();
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, weigh, NULL);
    pthread_create(&second, NULL, count, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return parcel.count == -1;
}
