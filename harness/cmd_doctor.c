/* cmd_doctor.c: detsched doctor PROGRAM: what would happen with it, without playing a seed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "commands.h"
#include "spawn.h"
#include "util.h"

enum policy { MODEL, FORWARD, REFUSE };
static const struct {
    const char *symbol;
    enum policy policy;
} hooks[] = {
#define SH_HOOK(symbol, version, need, operation, policy, family) {#symbol, policy},
#include "../shim/hooks.def"
#undef SH_HOOK
};

static void print_refused(const struct hn_target *t) {
    for (char **import = t->imports; *import; import++)
        for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
            if (hooks[i].policy == REFUSE && !strcmp(*import, hooks[i].symbol))
                printf("refused call:   %s (a seed that reaches it may be undecided)\n", *import);
}

static void print_target(const struct hn_target *t, const struct hn_launch *l) {
    printf("program:        %s\n", t->path);
    printf("kind:           %s%s%s\n", t->script ? "script, " : "ELF, dynamic, interpreter ",
           t->interpreter, t->has_build_id ? ", with build id" : "");
    for (char **p = t->needed; *p; p++)
        printf("needs:          %s\n", *p);
    if (t->asan)
        printf("sanitizer:      %s (preloaded first)\n", t->asan);
    if (t->tsan)
        printf("sanitizer:      shared libtsan\n");
    if (t->asan_static)
        printf("sanitizer:      runtime linked into the program\n");
    char *openmp = hn_openmp_text(&l->openmp);

    if (openmp)
        printf("OpenMP:         %s\n", openmp);
    free(openmp);
    printf("library:        %s\n", l->shim);
    printf("LD_PRELOAD:     %s\n", l->preload);
    print_refused(t);
}

static int print_start(const struct hn_options *o, struct hn_launch *l) {
    struct hn_campaign c;
    int status = hn_campaign_open(&c, o, l, NULL);

    if (!status) {
        const struct ds_hello *hello = &c.workers[0].region->hello;

        printf("isolation:      %s\n", l->exec ? "exec" : "fork");
        printf("addresses:      %s\n", hn_fixed_addresses(l) ? "fixed" : "random");
        if (!l->exec) {
            printf("handshake:      yes, version %u\n", hello->version);
            printf("carrier:        %s\n",
                   hello->carrier == DS_CARRIER_THREAD ? "thread" : "fiber");
            printf("fsgsbase:       %s\n", hello->fsgsbase ? "yes" : "no");
        }
        for (size_t i = 0; i < c.warning_count; i++)
            printf("warning:        %s\n", c.warnings[i]);
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
    }
    hn_launch_free(&l);
    hn_target_close(&target);
    return status;
}
