/* launch.c: finds the library and prepares the environment that every worker's program gets. */
#include "launch.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader.h"
#include "temp.h"
#include "util.h"

/* True if the file is a complete ELF library: every segment and the section table lie inside it. */
static bool library_complete(const char *path) {
    Elf64_Ehdr eh;
    Elf64_Phdr ph;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
              pread(fd, &eh, sizeof(eh), 0) == (ssize_t)sizeof(eh) &&
              !memcmp(eh.e_ident, ELFMAG, SELFMAG) && eh.e_type == ET_DYN && eh.e_phnum > 0 &&
              eh.e_shoff + (uint64_t)eh.e_shnum * eh.e_shentsize <= (uint64_t)st.st_size;

    for (unsigned i = 0; ok && i < eh.e_phnum; i++)
        ok = pread(fd, &ph, sizeof(ph), (off_t)(eh.e_phoff + i * sizeof(ph))) ==
                 (ssize_t)sizeof(ph) &&
             (ph.p_type != PT_LOAD || ph.p_offset + ph.p_filesz <= (uint64_t)st.st_size);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Path of the preloaded library that belongs to this command, or NULL after one line. */
static char *shim_path(void) {
    static const char *const places[] = {"../lib", "../lib/detsched", "."};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

    if (n <= 0) {
        hn_say("cannot find my own file: %s", strerror(errno));
        return NULL;
    }
    self[n] = 0;
    *strrchr(self, '/') = 0;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char *path = hn_text("%s/%s/libdetsched.so", self, places[i]);
        char *real = realpath(path, NULL);

        free(path);
        if (!real)
            continue;
        if (library_complete(real))
            return real;
        hn_say("%s is damaged; install detsched again", real);
        free(real);
        return NULL;
    }
    hn_say("libdetsched.so is missing; it belongs into the lib folder beside %s", self);
    return NULL;
}

/* LD_PRELOAD splits at blanks and colons and expands dollars: such a path is reached by a link. */
static bool preload(struct hn_launch *l, const char *path) {
    const char *have = l->preload ? l->preload : "";
    char *lib = hn_dup(path);

    if (!hn_plain_path(lib)) {
        free(lib);
        lib = hn_text("%s/%s", l->temp, strrchr(path, '/') + 1);
        if (symlink(path, lib)) {
            hn_say("cannot link to %s: %s", path, strerror(errno));
            free(lib);
            return false;
        }
    }
    char *all = hn_text("%s%s%s", have, *have ? ":" : "", lib);

    free(lib);
    free(l->preload);
    l->preload = all;
    return true;
}

/* What the user preloads comes last; ThreadSanitizers among it are replaced. */
static void preload_theirs(struct hn_launch *l, const char *theirs) {
    while (theirs && *theirs) {
        size_t n = strcspn(theirs, ": ");

        if (n && !hn_race_replaces(theirs, n)) {
            char *all = hn_text("%s:%.*s", l->preload, (int)n, theirs);

            free(l->preload);
            l->preload = all;
        }
        theirs += n + (theirs[n] != 0);
    }
}

static bool make_preload(struct hn_launch *l) {
    /* A shared libasan must come before everything else, or it ends the program. */
    l->preload = l->target->asan ? hn_dup(l->target->asan) : NULL;
    if (!preload(l, l->shim))
        return false;
    for (unsigned i = 0; i < l->race.runtime_count; i++)
        if (!preload(l, l->race.runtimes[i]))
            return false;
    if (l->openmp.replaces && !preload(l, l->openmp.runtime))
        return false;
    preload_theirs(l, getenv("LD_PRELOAD"));
    return true;
}

/* What the program's loader says tells which runtimes the program needs. */
static int find_runtimes(struct hn_launch *l) {
    char *list = hn_loader_useful(l->target) ? hn_loader_ask(l->target, NULL, false) : hn_dup("");
    int status = hn_openmp_open(&l->openmp, l->target, list, l->cpu_count);

    if (!status)
        status = hn_race_open(&l->race, l->target, list, l->shim, getenv("LD_PRELOAD"),
                              l->opt->race_off);
    free(list);
    return status;
}

static bool ours(const char *entry) {
    static const char *const names[] = {"LD_PRELOAD=", DS_ENV "=",
                                        "TMPDIR=", "DETSCHED_OPTIONS=", "DETSCHED_REPORT="};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strncmp(entry, names[i], strlen(names[i])))
            return true;
    return false;
}

/* Made anew when the isolation changes: the socket is part of it. */
static void make_environment(struct hn_launch *l) {
    size_t n = 0, k = 0;

    while (environ[n])
        n++;
    l->envp = hn_alloc((n + 8) * sizeof(char *));
    for (size_t i = 0; i < n; i++)
        if (!ours(environ[i]) && !(l->opt->sharded && hn_shard_variable(environ[i])))
            l->envp[k++] = hn_dup(environ[i]);
    l->envp[k++] = hn_text("LD_PRELOAD=%s", l->preload);
    for (char **p = l->openmp.settings; *p; p++)
        l->envp[k++] = hn_dup(*p);
    l->envp[k++] =
        hn_text(DS_ENV "=%d:%d", l->fd[HN_FD_REGION], l->exec ? -1 : l->fd[HN_FD_SOCKET]);
    /* A name by descriptor: each worker has its own directory under one and the same name. */
    l->envp[k++] = hn_text("TMPDIR=/proc/self/fd/%d", l->fd[HN_FD_TMP]);
}

void hn_launch_lay_out(struct hn_launch *l) {
    const size_t page = 4096;

    l->tasks_off = (sizeof(struct ds_region) + page - 1) / page * page;
    l->places_off = l->tasks_off + l->config.max_tasks * sizeof(struct ds_task_info);
    l->places_off = (l->places_off + page - 1) / page * page;
    l->engine_off =
        l->places_off + (l->config.max_objects + (size_t)1) * sizeof(struct ds_obj_place);
    l->engine_off = (l->engine_off + page - 1) / page * page;
    l->engine_size = (ds_engine_size(&l->config) + page - 1) / page * page;
    l->region_size = l->engine_off + l->engine_size;
}

/* The options' files, and the one that a program compiled for race detection would read by itself. */
static int read_suppressions(struct hn_launch *l) {
    const char *theirs = getenv("TSAN_OPTIONS");
    int status = 0;

    for (unsigned i = 0; i < l->opt->suppress_count && !status; i++)
        status = hn_suppress_file(&l->suppressions, l->opt->suppress[i]);
    if (!status && theirs && l->race.runtime_count)
        status = hn_suppress_tsan_options(&l->suppressions, theirs, l->target->path);
    return status;
}

int hn_launch_init(struct hn_launch *l, const struct hn_options *opt,
                   const struct hn_target *target, char **argv) {
    struct rlimit mine;
    size_t n = 0;

    *l = (struct hn_launch){.target = target, .opt = opt, .temp_lock = -1, .input.fd = -1};
    l->exec = target->script || opt->isolation == HN_ISO_EXEC;
    l->carrier = opt->carrier == HN_CARRIER_THREAD ? DS_CARRIER_THREAD : DS_CARRIER_FIBER;
    getrlimit(RLIMIT_NOFILE, &l->nofile);
    mine = l->nofile;
    mine.rlim_cur = mine.rlim_max > 65536 ? 65536 : mine.rlim_max;
    (void)!setrlimit(RLIMIT_NOFILE, &mine);
    rlim_t top = l->nofile.rlim_cur > 1024 ? 1024 : l->nofile.rlim_cur;

    if (top < 3 + HN_FD_COUNT)
        return hn_fail(HN_CANNOT, "the limit of %lu descriptors is too small",
                       (unsigned long)l->nofile.rlim_cur);
    for (int i = 0; i < HN_FD_COUNT; i++)
        l->fd[i] = (int)top - 1 - i;
    CPU_ZERO(&l->cpus);
    (void)!sched_getaffinity(0, sizeof(l->cpus), &l->cpus);
    l->cpu_count = (unsigned)CPU_COUNT(&l->cpus);
    l->shim = shim_path();
    if (!l->shim || find_runtimes(l) || !(l->temp = hn_temp_make(&l->temp_lock)) ||
        !make_preload(l))
        return HN_CANNOT;
    int status = read_suppressions(l);

    if (status)
        return status;
    while (argv[n])
        n++;
    l->argv = hn_alloc((n + 1) * sizeof(char *));
    for (size_t i = 0; i < n; i++)
        l->argv[i] = i ? argv[i] : target->path;
    make_environment(l);
    hn_options_config(opt, &l->config);
    hn_launch_lay_out(l);
    return 0;
}

static void free_environment(struct hn_launch *l) {
    for (char **p = l->envp; p && *p; p++)
        free(*p);
    free(l->envp);
    l->envp = NULL;
}

void hn_launch_use_exec(struct hn_launch *l) {
    l->exec = true;
    free_environment(l);
    make_environment(l);
}

void hn_launch_suppressions(struct hn_launch *l, const struct ds_region *r) {
    static const char file[] = "__tsan_default_suppressions()";
    char text[sizeof(r->race_suppressions)];
    unsigned line;
    const char *why;

    memcpy(text, r->race_suppressions, sizeof(text));
    text[sizeof(text) - 1] = 0;
    if (!l->asked && !hn_suppress_parse(&l->suppressions, file, text, strlen(text), &line, &why))
        hn_say("suppressions: %s:%u: %s; what follows is not read", file, line, why);
    l->asked = true;
}

void hn_launch_free(struct hn_launch *l) {
    if (l->temp)
        hn_temp_remove(l->temp, l->temp_lock);
    if (l->target)
        hn_input_close(&l->input);
    free_environment(l);
    hn_openmp_close(&l->openmp);
    hn_race_close(&l->race);
    hn_suppress_free(&l->suppressions);
    free(l->argv);
    free(l->shim);
    free(l->preload);
    free(l->temp);
}

unsigned hn_launch_room(void) {
    struct rlimit mine;
    unsigned used = 0;

    getrlimit(RLIMIT_NOFILE, &mine);
    for (int fd = 0; fd < 256; fd++)
        used += fcntl(fd, F_GETFD) >= 0;
    /* Each worker holds six; spawning takes two more, explaining reads a file or two. */
    if (mine.rlim_cur < used + 4 + 6)
        return 1;
    return (unsigned)((mine.rlim_cur - used - 4) / 6);
}
