/* race.c: finds the modules that were compiled for race detection, and the runtimes that they need. */
#include "race.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

#define SHIPPED "libtsan.so.2, libtsan.so.0 and libclang_rt.tsan-x86_64.so"

static bool starts(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

static bool compiled_for_it(char **imports) {
    for (; *imports; imports++)
        if (!strcmp(*imports, "__tsan_init") || !strcmp(*imports, "__tsan_func_entry"))
            return true;
    return false;
}

/* What no program is built together with, and the goroutines' library, whose locks are modelled. */
static bool of_the_system(const char *name) {
    static const char *const names[] = {
        "libc.so",   "libm.so",   "libpthread.so", "libdl.so", "librt.so",     "libutil.so",
        "libgcc_s.", "libstdc++", "libc++",        "ld-linux", "linux-vdso",   "libdetgo.so",
        "libasan.",  "libubsan.", "liblsan.",      "libtsan.", "libclang_rt.", "libresolv.so"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (starts(name, names[i]))
            return true;
    return false;
}

static void add_bare(struct hn_race *race, const char *name) {
    char *old = race->bare;

    race->bare = hn_text("%s%s%s", old ? old : "", old ? ", " : "", name);
    free(old);
}

/* The runtime of ours called NAME, in the folders where the build and an installation put it. */
static char *find_runtime(const char *shim, const char *name) {
    static const char *const places[] = {"detsched/", ""};
    int folder = (int)(strrchr(shim, '/') - shim);

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char *path = hn_text("%.*s/%s%s", folder, shim, places[i], name);

        if (!access(path, R_OK))
            return path;
        free(path);
    }
    return NULL;
}

static int add_runtime(struct hn_race *race, const char *program, const char *shim,
                       const char *name) {
    char *path = find_runtime(shim, name);
    static const char shipped[] = SHIPPED;

    if (!path)
        return strstr(shipped, name)
                   ? hn_fail(HN_CANNOT, "detsched's own %s is missing; install detsched again",
                             name)
                   : hn_fail(HN_CANNOT,
                             "%s needs %s, of which detsched has no version of its own (it has "
                             "those of " SHIPPED "); build it with another compiler",
                             program, name);
    for (unsigned i = 0; i < race->runtime_count; i++)
        if (!strcmp(race->runtimes[i], path)) {
            free(path);
            return 0;
        }
    if (race->runtime_count == HN_MAX_RACE_RUNTIMES) {
        free(path);
        return hn_fail(HN_CANNOT, "%s needs too many versions of ThreadSanitizer", program);
    }
    race->runtimes[race->runtime_count++] = path;
    return 0;
}

/* One line of the loader's list: "name => path (address)", or "name => not found". */
static int take_line(struct hn_race *race, const struct hn_target *t, const char *shim,
                     const char *line) {
    size_t length = strcspn(line, " ");
    char *name = hn_text("%.*s", (int)length, line);
    const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    struct hn_target library;
    int status = 0;

    if (hn_race_replaces(name, length))
        status = add_runtime(race, t->path, shim, base);
    else if (!of_the_system(base)) {
        const char *to = starts(line + length, " => /") ? line + length + 4 : line;
        char *path = hn_text("%.*s", (int)strcspn(to, " \n"), to);

        if (hn_target_library(&library, path)) {
            if (compiled_for_it(library.imports))
                race->built = true;
            else
                add_bare(race, base);
            hn_target_close(&library);
        }
        free(path);
    }
    free(name);
    return status;
}

static int take_list(struct hn_race *race, const struct hn_target *t, const char *shim,
                     const char *list) {
    int status = 0;

    while (*list && !status) {
        list += strspn(list, "\t ");
        status = take_line(race, t, shim, list);
        list += strcspn(list, "\n");
        list += *list == '\n';
    }
    return status;
}

/* Someone who preloads a ThreadSanitizer means one for libraries that are loaded later. */
static int take_preload(struct hn_race *race, const struct hn_target *t, const char *shim,
                        const char *theirs) {
    int status = 0;

    while (theirs && *theirs && !status) {
        size_t n = strcspn(theirs, ": ");

        if (hn_race_replaces(theirs, n)) {
            char *path = hn_text("/%.*s", (int)n, theirs);

            status = add_runtime(race, t->path, shim, strrchr(path, '/') + 1);
            free(path);
        }
        theirs += n + (theirs[n] != 0);
    }
    return status;
}

int hn_race_open(struct hn_race *race, const struct hn_target *t, const char *list,
                 const char *shim, const char *theirs, bool off) {
    int status;

    *race = (struct hn_race){.off = off, .built = compiled_for_it(t->imports)};
    if (t->tsan_static)
        return hn_fail(HN_CANNOT,
                       "%s carries ThreadSanitizer's runtime in itself, which would hide its "
                       "threads; link it with the shared one (clang: -shared-libsan, gcc: without "
                       "-static-libtsan), as detsched cc does",
                       t->path);
    if (!race->built)
        add_bare(race, strrchr(t->path, '/') + 1);
    status = take_list(race, t, shim, list);
    if (!status)
        status = take_preload(race, t, shim, theirs);
    if (!status && race->built && !race->runtime_count)
        status = add_runtime(race, t->path, shim, "libtsan.so.2");
    return status;
}

void hn_race_close(struct hn_race *race) {
    for (unsigned i = 0; i < race->runtime_count; i++)
        free(race->runtimes[i]);
    free(race->bare);
}

const char *hn_race_text(const struct hn_race *race) {
    return race->off && race->built ? "not checked: --race off"
           : race->built            ? "checked"
                                    : "not checked: synchronisation points only";
}
