/* One critical section around the check and the sale: the last ticket is sold once.
 * expect=none; seeds=300; flags=-fopenmp; */
#include <assert.h>

int main(void) {
    int tickets = 1, sold = 0;
#pragma omp parallel num_threads(2)
    {
#pragma omp critical
        if (tickets > 0) {
            tickets--;
            sold++;
        }
    }
    assert(sold <= 1);
    return 0;
}
