/* cmd_merge.c: detsched merge OUT DIR...: what several shards have come to, as one campaign. */
#include "commands.h"
#include "merge.h"
#include "output.h"
#include "util.h"

static int merge(struct hn_options *o, struct hn_outputs *out, char **words, size_t n) {
    struct hn_merge m = {.opt = *o};
    struct hn_summary s = {0};
    bool told = false;
    int status = hn_merge_all(&m, words[0], words + 1, n - 1, &s, &told);

    if (told && hn_outputs_write(out, o, &s.campaign))
        status = HN_CANNOT;
    if (!told)
        hn_outputs_write_failed(out, o, words, status);
    if (s.arena)
        hn_summary_free(&s);
    hn_merge_close(&m);
    return status;
}

int hn_cmd_merge(int argc, char **argv) {
    struct hn_options o;
    struct hn_outputs out = {0};
    int at = hn_options_parse(&o, HN_C_MERGE, argc, argv), status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_MERGE);
        return 0;
    }
    if (argc - at < 2)
        return hn_fail(HN_USAGE, "merge takes a directory for the result, and those to merge");
    status = hn_outputs_open(&out, &o);
    if (!status)
        status = merge(&o, &out, argv + at, (size_t)(argc - at));
    hn_outputs_close(&out);
    return status;
}
