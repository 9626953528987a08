/* cmd_doctor.c: detsched doctor PROGRAM: what would happen with it, without playing a seed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "commands.h"
#include "spawn.h"
#include "util.h"

#define CANCELLATION "cancellation"
#define SHARED "other processes may use the object"
#define ASYNCHRONOUS "the kernel sends it by a clock of its own"
#define LATER "not done yet"

static const struct {
    const char *symbol, *call, *reason;
} refused[] = {
#define SH_REFUSED(id, symbol, call, reason) {#symbol, call, reason},
#include "../shim/refused.def"
};

static bool has(char **imports, const char *symbol) {
    for (; *imports; imports++)
        if (!strcmp(*imports, symbol))
            return true;
    return false;
}

/* Symbols that nearly every program imports say nothing about it. */
static bool telling(const char *symbol) {
    return strcmp(symbol, "syscall") != 0;
}

/* What the file T imports that may be refused; OF: its name, if it is a library of the program's. */
static void print_refused(const struct hn_target *t, const char *of) {
    const char *last = "";

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (!has(t->imports, refused[i].symbol) || !telling(refused[i].symbol) ||
            !strcmp(refused[i].call, last))
            continue;
        last = refused[i].call;
        printf("may be refused: %s (%s)%s%s\n", last, refused[i].reason, of ? ", in " : "",
               of ? of : "");
    }
}

/* The C library and the loader name these calls because they have them, and ours wraps them. */
static bool own(const char *path) {
    const char *name = strrchr(path, '/') + 1;
    static const char *const names[] = {"libc.so",       "ld-linux", "libdetsched",
                                        "libpthread.so", "librt.so", "libgcc_s.so"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strncmp(name, names[i], strlen(names[i])))
            return true;
    return false;
}

/* The libraries that are loaded when main begins, the program aside. */
static void print_refused_libraries(const struct ds_region *r, const char *program) {
    for (uint32_t i = 0; i < r->module_count && i < DS_MAX_MODULES; i++) {
        struct hn_target library;
        char path[sizeof(r->modules[i].path)];

        memcpy(path, r->modules[i].path, sizeof(path));
        path[sizeof(path) - 1] = 0;
        if (*path != '/' || !strcmp(path, program) || own(path) ||
            !hn_target_library(&library, path))
            continue;
        print_refused(&library, path);
        hn_target_close(&library);
    }
}

static void print_all_refused(void) {
    const char *last = "";

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (strcmp(refused[i].call, last) != 0)
            printf("refused call:   %s (%s)\n", refused[i].call, refused[i].reason);
        last = refused[i].call;
    }
}

static void print_target(const struct hn_target *t, const struct hn_launch *l) {
    printf("program:        %s\n", t->path);
    printf("kind:           %s%s%s\n", t->script ? "script, " : "ELF, dynamic, interpreter ",
           t->interpreter, t->has_build_id ? ", with build id" : "");
    for (char **p = t->needed; *p; p++)
        printf("needs:          %s\n", *p);
    if (t->asan)
        printf("sanitizer:      %s (preloaded first)\n", t->asan);
    if (t->asan_static)
        printf("sanitizer:      runtime linked into the program\n");
    printf("data races:     %s\n", hn_race_text(&l->race));
    for (unsigned i = 0; i < l->race.runtime_count; i++)
        printf("race runtime:   %s\n", l->race.runtimes[i]);
    if (l->race.built && l->race.bare)
        printf("not compiled for race detection: %s\n", l->race.bare);
    char *openmp = hn_openmp_text(&l->openmp);

    if (openmp)
        printf("OpenMP:         %s\n", openmp);
    free(openmp);
    printf("library:        %s\n", l->shim);
    printf("LD_PRELOAD:     %s\n", l->preload);
    print_refused(t, NULL);
}

static int print_start(const struct hn_options *o, struct hn_launch *l) {
    struct hn_campaign c;
    int status = hn_campaign_open(&c, o, l, NULL);

    if (!status) {
        const struct ds_hello *hello = &c.workers[0].region->hello;

        print_refused_libraries(c.workers[0].region, l->target->path);
        printf("isolation:      %s\n", l->exec ? "exec" : "fork");
        printf("addresses:      %s\n", hn_fixed_addresses(l) ? "fixed" : "random");
        if (!l->exec) {
            printf("handshake:      yes, version %u\n", hello->version);
            printf("carrier:        %s\n",
                   hello->carrier == DS_CARRIER_THREAD ? "thread" : "fiber");
            printf("fsgsbase:       %s\n", hello->fsgsbase ? "yes" : "no");
        }
        for (size_t i = 0; i < c.sum.warning_count; i++)
            printf("warning:        %s\n", c.sum.warnings[i]);
    }
    hn_campaign_close(&c);
    return status;
}

int hn_cmd_doctor(int argc, char **argv) {
    struct hn_options o;
    struct hn_target target = {0};
    struct hn_launch l = {0};
    int at = hn_options_parse(&o, HN_C_DOCTOR, argc, argv), status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_DOCTOR);
        return 0;
    }
    if (at == argc)
        return hn_fail(HN_USAGE, "doctor takes a program");
    o.jobs = 1;
    status = hn_target_open(&target, argv[at]);
    if (!status)
        status = hn_launch_init(&l, &o, &target, argv + at);
    if (!status) {
        print_target(&target, &l);
        status = print_start(&o, &l);
        if (o.verbose)
            print_all_refused();
    }
    hn_launch_free(&l);
    hn_target_close(&target);
    return status;
}
