/* Two threads of a team take two OpenMP locks in opposite orders.
 * expect=deadlock; flags=-fopenmp; */
#include <omp.h>

int main(void) {
    omp_lock_t a, b;
    int moved = 0;
    omp_init_lock(&a);
    omp_init_lock(&b);
#pragma omp parallel num_threads(2)
    {
        int thread = omp_get_thread_num();
        omp_lock_t *first = thread ? &b : &a, *second = thread ? &a : &b;
        omp_set_lock(first);
        omp_set_lock(second);
        moved += thread < 2;
        omp_unset_lock(second);
        omp_unset_lock(first);
    }
    return moved != 2;
}
