/* race.h: which data-race runtime of ours serves a program that was compiled with -fsanitize=thread.
 *
 * Such a program, or a library of its, needs a shared ThreadSanitizer. Ours has the same name and is
 * preloaded by path, which satisfies the loader wherever it would have looked, DT_RPATH included.
 */
#ifndef HN_RACE_H
#define HN_RACE_H

#include <string.h>

#include "target.h"

#define HN_MAX_RACE_RUNTIMES 4

struct hn_race {
    bool built;                           /* some module was compiled for race detection */
    bool off;                             /* --race off: the runtime is there and finds nothing */
    char *runtimes[HN_MAX_RACE_RUNTIMES]; /* paths to preload, in order */
    unsigned runtime_count;
    char *bare; /* names of modules that were not compiled for it, ", " between; NULL: none */
};

/* LIST: what the loader said of TARGET, see loader.h; SHIM: path of the preloaded library, beside which
 * the runtimes lie; THEIRS: the user's LD_PRELOAD or NULL. Returns 0, or HN_CANNOT after one line.
 * hn_race_close() frees. */
int hn_race_open(struct hn_race *race, const struct hn_target *target, const char *list,
                 const char *shim, const char *theirs, bool off);
void hn_race_close(struct hn_race *race);
/* True if the library is a shared ThreadSanitizer, in whose place ours of the same name is preloaded. */
static inline bool hn_race_replaces(const char *path, size_t length) {
    static const char gcc[] = "libtsan.so.", clang[] = "libclang_rt.tsan";

    while (length && memchr(path, '/', length)) {
        path++;
        length--;
    }
    return (length >= sizeof(gcc) && !strncmp(path, gcc, sizeof(gcc) - 1)) ||
           (length >= sizeof(clang) && !strncmp(path, clang, sizeof(clang) - 1));
}
/* What the summary says of data races. */
const char *hn_race_text(const struct hn_race *race);

#endif
