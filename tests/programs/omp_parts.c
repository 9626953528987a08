/* Every part of OpenMP that waits, on LLVM's runtime in the place of gcc's: right and silent.
 * expect=none; seeds=300; flags=-fopenmp; */
#include <omp.h>

static int fib(int n) {
    int a, b;
    if (n < 2)
        return n;
#pragma omp task shared(a)
    a = fib(n - 1);
#pragma omp task shared(b)
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

int main(void) {
    long sum = 0;
    int entered = 0, named = 0, locked = 0, nested = 0, atomic = 0, before = 0, behind = 0,
        value = 0, order = 0;
    omp_lock_t lock;
    omp_nest_lock_t nest;
    omp_init_lock(&lock);
    omp_init_nest_lock(&nest);
#pragma omp parallel for reduction(+ : sum) schedule(dynamic, 3) num_threads(3)
    for (int i = 0; i < 20; i++)
        sum += i;
#pragma omp parallel num_threads(3)
    {
#pragma omp critical
        entered++;
#pragma omp critical(named)
        named++;
        while (!omp_test_lock(&lock))
            ;
        omp_unset_lock(&lock);
        omp_set_lock(&lock);
        locked++;
        omp_unset_lock(&lock);
        omp_set_nest_lock(&nest);
        if (omp_test_nest_lock(&nest) == 2)
            nested++;
        omp_unset_nest_lock(&nest);
        omp_unset_nest_lock(&nest);
#pragma omp atomic
        atomic++;
#pragma omp atomic
        before++;
#pragma omp barrier
        if (before == 3)
#pragma omp atomic
            behind++;
#pragma omp for ordered
        for (int i = 0; i < 4; i++)
#pragma omp ordered
            order += order == i;
#pragma omp single
        value = fib(4);
    }
    omp_destroy_lock(&lock);
    omp_destroy_nest_lock(&nest);
    return sum != 190 || entered != 3 || named != 3 || locked != 3 || nested != 3 || atomic != 3 ||
           behind != 3 || order != 4 || value != 3;
}
