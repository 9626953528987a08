/* What an OpenMP program prints and returns is what it prints and returns natively.
 * expect=exit-status; output=native; flags=-fopenmp; */
#include <omp.h>
#include <stdio.h>

int main(void) {
    int squares[6];
#pragma omp parallel for
    for (int i = 0; i < 6; i++)
        squares[i] = i * i;
    for (int i = 0; i < 6; i++)
        printf("%d ", squares[i]);
#pragma omp parallel num_threads(3)
#pragma omp master
    printf("threads %d level %d\n", omp_get_num_threads(), omp_get_level());
    printf("processors %d, at most %d threads\n", omp_get_num_procs(), omp_get_max_threads());
    return 5;
}
