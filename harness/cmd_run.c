/* cmd_run.c: detsched [run] PROGRAM: plan, play, confirm, report. */
#include <stdio.h>
#include <string.h>

#include "campaign.h"
#include "commands.h"
#include "output.h"
#include "profile.h"
#include "summary.h"
#include "util.h"

static const char *verdict_word(enum rp_verdict v) {
    static const char *const words[] = {"clean", "findings", "incomplete", "error"};

    return words[v];
}

static int report(struct hn_campaign *c, struct hn_outputs *out) {
    struct hn_summary summary;
    int status = hn_summarize(c, &summary);

    if (status != HN_CANNOT) {
        hn_store_verdict(c->store, c->stats.done, verdict_word(summary.campaign.verdict));
        if (hn_store_error(c->store)) {
            summary.campaign.verdict = RP_FAILED;
            summary.campaign.exit_status = HN_CANNOT;
        }
        if (hn_outputs_write(out, c->opt, &summary.campaign))
            status = HN_CANNOT;
        if (hn_store_path(c->store) && summary.finding_count && !c->opt->quiet)
            hn_say("findings are kept in %s", hn_store_path(c->store));
    }
    hn_summary_free(&summary);
    return status;
}

static int campaign(struct hn_campaign *c, struct hn_options *o, struct hn_launch *l,
                    struct hn_store *store, struct hn_outputs *out) {
    int status = hn_campaign_open(c, o, l, store);

    if (!status)
        status = hn_campaign_profile(c);
    if (!status)
        status = hn_campaign_play(c);
    if (!status)
        status = report(c, out);
    hn_campaign_close(c);
    return status;
}

int hn_cmd_run(int argc, char **argv) {
    struct hn_options o;
    struct hn_target target = {0};
    struct hn_launch l = {0};
    struct hn_outputs out;
    struct hn_campaign c;
    int at = hn_options_parse(&o, HN_C_RUN, argc, argv), status;

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
    if (at == argc)
        return hn_fail(HN_USAGE, "no program given (detsched --help says how)");
    hn_interrupt_prepare();
    status = hn_target_open(&target, argv[at]);
    if (!status)
        status = hn_launch_init(&l, &o, &target, argv + at);
    if (!status)
        status = hn_outputs_open(&out, &o);
    if (!status)
        status = hn_input_open(&l.input, o.stdin_file, &target);
    struct hn_store *store = status ? NULL : hn_store_open(o.out, l.argv, &o);

    if (!status && !store)
        status = HN_CANNOT;
    if (!status)
        status = campaign(&c, &o, &l, store, &out);
    if (store && hn_store_close(store))
        status = HN_CANNOT;
    hn_launch_free(&l);
    hn_target_close(&target);
    return status;
}
