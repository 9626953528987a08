/* cmd_run.c: detsched [run] PROGRAM: plan, play, confirm, report. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "each.h"
#include "output.h"
#include "single.h"
#include "util.h"

static int report(struct hn_single *s, struct hn_outputs *out, int status) {
    if (hn_outputs_write(out, s->opt, &s->summary.campaign))
        status = HN_CANNOT;
    if (hn_store_path(s->store) && s->summary.finding_count && !s->opt->quiet)
        hn_say("findings are kept in %s", hn_store_path(s->store));
    return status;
}

static int run_one(struct hn_options *o, char **argv) {
    struct hn_single s;
    struct hn_outputs out = {0};
    int status = hn_outputs_open(&out, o);

    if (status) {
        hn_outputs_close(&out);
        return status;
    }
    status = hn_single_open(&s, o, argv);
    if (!status)
        status = hn_single_start(&s);
    if (!status) {
        status = hn_single_play(&s);
        if (s.told)
            status = report(&s, &out, status);
    }
    if (!s.told)
        hn_outputs_write_failed(&out, o, argv, status);
    hn_outputs_close(&out);
    return hn_single_close(&s, status);
}

int hn_cmd_run(int argc, char **argv) {
    struct hn_options o;
    int at = hn_options_parse(&o, HN_C_RUN, argc, argv);

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_ALL);
        return 0;
    }
    if (o.version) {
        printf("detsched %s\n", HN_VERSION);
        return 0;
    }
    hn_interrupt_prepare();
    if (o.each_count && at < argc && (!at || strcmp(argv[at - 1], "--")))
        return hn_fail(HN_USAGE,
                       "--each takes one directory, or one pattern in quotes; what is for the "
                       "programs comes behind --");
    if (o.each_count)
        return hn_each(&o, argv + at);
    if (at == argc)
        return hn_fail(HN_USAGE, "no program given (detsched --help says how)");
    return run_one(&o, argv + at);
}
