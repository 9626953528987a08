/* openmp.h: which OpenMP runtime the program will use, and with what settings.
 *
 * gcc's libgomp waits by system calls written into its own code, which nothing outside can see. LLVM's
 * libomp answers to the same names and waits through the C library. Loaded first, it serves a program
 * that was built for libgomp.
 */
#ifndef HN_OPENMP_H
#define HN_OPENMP_H

#include "target.h"

struct hn_openmp {
    char *runtime; /* path of the libomp that will serve the program; NULL: it needs no OpenMP */
    bool replaces; /* the program was linked to libgomp: RUNTIME has to be preloaded */
    char *settings[4]; /* environment entries that the user has not set; NULL behind the last */
};

/* LIST: what the loader said of TARGET, see loader.h; CPUS: how many the program sees. Returns 0, or HN_CANNOT after one line when the
 * program needs libgomp and no libomp can serve it. hn_openmp_close() frees. */
int hn_openmp_open(struct hn_openmp *omp, const struct hn_target *target, const char *list,
                   unsigned cpus);
void hn_openmp_close(struct hn_openmp *omp);
/* What was done, in words for the summary; caller frees. NULL if nothing was. */
char *hn_openmp_text(const struct hn_openmp *omp);

#endif
