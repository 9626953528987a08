/* offloads.c: needs a part of gcc's OpenMP runtime that LLVM's lacks: regions for other processors. */
int main(void) {
    int sum = 0;
#pragma omp target map(tofrom : sum)
    sum++;
    return sum != 1;
}
