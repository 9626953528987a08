/* A processor is claimed by one at a time, in order, and free again when its claim is closed. The numbers are of no
 * processor of the machine, so that nobody else asks for them. Status 0 if all of that holds. */
#include "harness/processor.h"

#include <unistd.h>

enum { FIRST = 1000 };

int main(void) {
    cpu_set_t two, none;
    int claim[4], again;

    CPU_ZERO(&none);
    CPU_ZERO(&two);
    CPU_SET(FIRST, &two);
    CPU_SET(FIRST + 3, &two);
    if (hn_processor_claim(&none, &claim[0]) != -1 || claim[0] != -1)
        return 1;
    if (hn_processor_claim(&two, &claim[0]) != FIRST ||
        hn_processor_claim(&two, &claim[1]) != FIRST + 3)
        return 2;
    if (hn_processor_claim(&two, &claim[2]) != -1 || claim[2] != -1)
        return 3;
    close(claim[0]);
    if (hn_processor_claim(&two, &again) != FIRST)
        return 4;
    return 0;
}
