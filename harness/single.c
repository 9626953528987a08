/* single.c: plans, plays and sums up the campaign of one program. */
#include "single.h"

#include "../reports/words.h"
#include "identity.h"
#include "profile.h"
#include "util.h"

int hn_single_open(struct hn_single *s, const struct hn_options *opt, char **argv) {
    *s = (struct hn_single){.opt = opt};
    int status = hn_target_open(&s->target, argv[0]);

    return status ? status : hn_launch_init(&s->launch, opt, &s->target, argv);
}

int hn_single_start(struct hn_single *s) {
    int status = hn_input_open(&s->launch.input, s->opt->stdin_file, &s->target);

    if (status)
        return status;
    s->store = hn_store_open(s->opt, hn_identity(&s->launch, s->opt->out != NULL));
    if (!s->store)
        return HN_CANNOT;
    status = hn_campaign_open(&s->campaign, s->opt, &s->launch, s->store);
    if (!status)
        status = hn_campaign_profile(&s->campaign);
    return status ? status : hn_campaign_begin(&s->campaign);
}

int hn_single_play(struct hn_single *s) {
    struct rp_campaign *m = &s->summary.campaign;
    int status = hn_campaign_play(&s->campaign);

    if (!status)
        status = hn_summarize(&s->campaign, &s->summary);
    s->told = s->summary.arena && status != HN_CANNOT;
    if (!s->told)
        return status;
    hn_store_verdict(s->store, &s->campaign.sum, hn_campaign_rate(&s->campaign),
                     rp_verdict_text(m->verdict));
    hn_store_campaign(s->store, m);
    if (hn_store_error(s->store)) {
        m->verdict = RP_FAILED;
        m->exit_status = status = HN_CANNOT;
    }
    return status;
}

int hn_single_close(struct hn_single *s, int status) {
    if (s->summary.arena)
        hn_summary_free(&s->summary);
    if (s->campaign.opt)
        hn_campaign_close(&s->campaign);
    if (s->store && hn_store_close(s->store))
        status = HN_CANNOT;
    hn_launch_free(&s->launch);
    hn_target_close(&s->target);
    return status;
}
