/* OpenMP: four threads share loops with dynamic shares, a critical section, tasks and a lock. */
#include <omp.h>
#include <stdio.h>

int main(void) {
    enum { N = 24 };
    long squares = 0, cubes = 0, tasks = 0;
    omp_lock_t lock;

    omp_init_lock(&lock);
    omp_set_num_threads(4);
#pragma omp parallel for schedule(dynamic) reduction(+ : squares)
    for (int i = 0; i < N; i++)
        squares += (long)i * i;
#pragma omp parallel for schedule(dynamic, 2)
    for (int i = 0; i < N; i++) {
#pragma omp critical
        cubes += (long)i * i * i;
    }
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < N; i++) {
#pragma omp task firstprivate(i)
        {
            omp_set_lock(&lock);
            tasks += i;
            omp_unset_lock(&lock);
        }
    }
    omp_destroy_lock(&lock);
    printf("%ld %ld %ld\n", squares, cubes, tasks);
    return 0;
}
