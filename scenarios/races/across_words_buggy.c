/* scenario: across_words
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: put_length, put_name
 * always: yes
 * needs: -
 * args: -
 * about: A packed record's length lies across two machine words, and the name that begins a byte
 *   too early touches its last byte.
 */
#include <pthread.h>
#include <stdint.h>
#include <string.h>

enum { LENGTH_AT = 6, NAME_AT = LENGTH_AT + (int)sizeof(uint32_t) };

static _Alignas(16) unsigned char record[24];

void put_length(uint32_t length) {
    memcpy(record + LENGTH_AT, &length, sizeof length);
}

void put_name(void) {
    record[NAME_AT - 1] = 'n';
}

void *measure(void *arg) {
    put_length(3);
    return arg;
}

void *name(void *arg) {
    put_name();
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, measure, NULL);
    pthread_create(&second, NULL, name, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return record[LENGTH_AT] == 3 ? 0 : 1;
}
