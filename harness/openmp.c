/* openmp.c: finds the OpenMP runtime that a program needs, and the one that can be controlled. */
#include "openmp.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "loader.h"
#include "util.h"

#define GOMP "libgomp.so.1"
#define OMP "libomp.so.5"

/* The libomp of the loader's own paths, else the newest of LLVM's folders. */
static char *find_libomp(const struct hn_target *t) {
    char *list = hn_loader_ask(t, OMP, false), *path = hn_loader_path(list, OMP);
    glob_t found;
    long best = -1;

    free(list);
    if (path || glob("/usr/lib/llvm-*/lib/" OMP, 0, NULL, &found))
        return path;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        long version = strtol(strstr(found.gl_pathv[i], "llvm-") + 5, NULL, 10);

        if (version <= best)
            continue;
        best = version;
        free(path);
        path = hn_dup(found.gl_pathv[i]);
    }
    globfree(&found);
    return path;
}

/* Allocators and questions hold no state that the two runtimes would have to share. */
static bool harmless(const char *symbol) {
    static const char *const parts[] = {"alloc", "omp_free", "omp_get_", "omp_display_", "acc_"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strstr(symbol, parts[i]))
            return true;
    return false;
}

/* A symbol that the program or one of its libraries would still take from libgomp, or NULL. */
static char *left_over(const struct hn_target *t, const char *runtime) {
    static const char end[] = "/" GOMP " [0]: normal symbol `";
    char *said = hn_loader_ask(t, runtime, true), *symbol = NULL, *save = NULL;

    for (char *line = strtok_r(said, "\n", &save); line && !symbol;
         line = strtok_r(NULL, "\n", &save)) {
        char *to = strstr(line, end), *self = strstr(line, "/" GOMP " [0] to ");

        if (!to || self || harmless(to + sizeof(end) - 1))
            continue;
        to += sizeof(end) - 1;
        symbol = hn_text("%.*s", (int)strcspn(to, "'"), to);
    }
    free(said);
    return symbol;
}

static int replace(struct hn_openmp *omp, const struct hn_target *t) {
    omp->replaces = true;
    omp->runtime = find_libomp(t);
    if (!omp->runtime)
        return hn_fail(HN_CANNOT,
                       "%s: needs " GOMP ", whose waiting cannot be seen; install LLVM's " OMP
                       " (Debian: libomp5-14) and it will be used instead",
                       t->path);
    if (!hn_plain_path(omp->runtime))
        return hn_fail(HN_CANNOT, "%s cannot be preloaded: its path has unusual characters",
                       omp->runtime);
    char *symbol = left_over(t, omp->runtime);

    if (!symbol)
        return 0;
    int status = hn_fail(HN_CANNOT, "%s: needs %s of " GOMP ", which %s lacks", t->path, symbol,
                         omp->runtime);

    free(symbol);
    return status;
}

/* Its threads look for work in a loop until a time is over: none of that is for the program. And as
 * the library shows it one processor, so that it yields in its loops, the size of a team is said. */
static void set_up(struct hn_openmp *omp, unsigned cpus) {
    size_t n = 0;

    if (!getenv("KMP_BLOCKTIME") && !getenv("KMP_LIBRARY") && !getenv("OMP_WAIT_POLICY"))
        omp->settings[n++] = hn_dup("KMP_BLOCKTIME=0");
    if (!getenv("OMP_NUM_THREADS") && !getenv("KMP_ALL_THREADS"))
        omp->settings[n++] = hn_text("OMP_NUM_THREADS=%u", cpus);
    if (!getenv("KMP_TASKING"))
        omp->settings[n++] = hn_dup("KMP_TASKING=0");
}

int hn_openmp_open(struct hn_openmp *omp, const struct hn_target *t, const char *list,
                   unsigned cpus) {
    char *gomp = hn_loader_path(list, GOMP);
    int status = 0;

    *omp = (struct hn_openmp){0};
    omp->runtime = hn_loader_path(list, OMP);
    if (gomp) {
        free(omp->runtime);
        status = replace(omp, t);
    }
    if (omp->runtime)
        set_up(omp, cpus);
    free(gomp);
    return status;
}

void hn_openmp_close(struct hn_openmp *omp) {
    for (char **p = omp->settings; *p; p++)
        free(*p);
    free(omp->runtime);
}

char *hn_openmp_text(const struct hn_openmp *omp) {
    if (!omp->runtime)
        return NULL;
    char *text = hn_text("%s%s", omp->runtime, omp->replaces ? " in the place of " GOMP : "");

    for (size_t i = 0; omp->settings[i]; i++) {
        char *more = hn_text("%s%s%s", text, i ? " " : ", with ", omp->settings[i]);

        free(text);
        text = more;
    }
    return text;
}
