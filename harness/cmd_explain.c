/* cmd_explain.c: detsched explain FINDING|DIR: what a campaign has kept, reported once more. */
#include <stdio.h>

#include "commands.h"
#include "options.h"
#include "output.h"
#include "stored.h"
#include "util.h"

static int write_reports(struct hn_outputs *out, const struct hn_options *o,
                         const struct hn_stored *s) {
    return s->alone ? hn_outputs_write_finding(out, o, &s->campaign)
                    : hn_outputs_write(out, o, &s->campaign);
}

int hn_cmd_explain(int argc, char **argv) {
    struct hn_options o;
    struct hn_outputs out = {0};
    struct hn_stored s = {0};
    int at = hn_options_parse(&o, HN_C_EXPLAIN, argc, argv), status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_EXPLAIN);
        return 0;
    }
    if (argc - at != 1)
        return hn_fail(HN_USAGE, "explain takes one finding or result directory");
    status = hn_stored_open(&s, argv[at]);
    if (!status)
        status = hn_outputs_open(&out, &o);
    if (!status)
        status = write_reports(&out, &o, &s);
    hn_outputs_close(&out);
    hn_stored_close(&s);
    return status;
}
