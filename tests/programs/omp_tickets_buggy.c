/* Two critical sections, where the check and the sale belong into one: the last ticket is sold twice.
 * expect=assert; flags=-fopenmp; */
#include <assert.h>

int main(void) {
    int tickets = 1, sold = 0;
#pragma omp parallel num_threads(2)
    {
        int left;
#pragma omp critical
        left = tickets;
        if (left > 0) {
#pragma omp critical
            {
                tickets--;
                sold++;
            }
        }
    }
    assert(sold <= 1);
    return 0;
}
