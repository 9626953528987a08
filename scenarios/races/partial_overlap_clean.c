/* scenario: partial_overlap
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: One thread writes all four bytes of an address, another one its last byte; the fix
 *   leaves the last one out.
 */
#include <pthread.h>
#include <stdint.h>

static union {
    uint32_t all;
    uint16_t half[2];
    uint8_t octet[4];
} address;

void set_address(void) {
    address.half[0] = 0x0001;
}

void set_last_octet(void) {
    address.octet[3] = 9;
}

void *configure(void *arg) {
    set_address();
    return arg;
}

void *renumber(void *arg) {
    set_last_octet();
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, configure, NULL);
    pthread_create(&second, NULL, renumber, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return address.all ? 0 : 1;
}
