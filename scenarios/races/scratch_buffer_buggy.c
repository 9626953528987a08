/* scenario: scratch_buffer
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: format_number
 * always: yes
 * needs: -
 * args: -
 * about: A function formats numbers in a static buffer of its own; the fix makes the buffer
 *   thread-local.
 */
#include <pthread.h>

char *format_number(int number) {
    static char text[12];
    char *at = text + sizeof text - 1;
    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    return at;
}

void *show(void *arg) {
    const char *text = format_number(*(int *)arg);
    return text[0] ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    int small = 7, large = 1234;
    pthread_create(&first, NULL, show, &small);
    pthread_create(&second, NULL, show, &large);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
