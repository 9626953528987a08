/* output.c: opens report files and has each written by its writer. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../reports/writer.h"
#include "util.h"

int hn_outputs_open(struct hn_outputs *out, struct hn_options *o) {
    if (!o->report_count)
        o->reports[o->report_count++] = (struct hn_report){.format = "text"};
    for (unsigned i = 0; i < o->report_count; i++)
        out->fds[i] = -1;
    for (unsigned i = 0; i < o->report_count; i++) {
        if (!rp_writer_named(o->reports[i].format))
            return hn_fail(HN_USAGE, "no report format %s", o->reports[i].format);
        if (!o->reports[i].file)
            continue;
        out->fds[i] =
            open(o->reports[i].file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
        if (out->fds[i] < 0)
            return hn_fail(HN_CANNOT, "%s: %s", o->reports[i].file, strerror(errno));
    }
    return 0;
}

int hn_outputs_write(struct hn_outputs *out, const struct hn_options *o,
                     const struct rp_campaign *campaign) {
    int status = 0;

    for (unsigned i = 0; i < o->report_count; i++) {
        if (o->quiet && campaign->verdict == RP_CLEAN && !campaign->finding_count &&
            !strcmp(o->reports[i].format, "text") && !o->reports[i].file)
            continue; /* --quiet: nothing to say */
        int fd = out->fds[i] >= 0 ? out->fds[i] : STDOUT_FILENO;
        const struct rp_options options = {
            .colour = isatty(fd) && !getenv("NO_COLOR"),
            .full = o->verbose > 1,
            .verbose = o->quiet ? 0 : 1 + o->verbose,
        };
        struct rp_sink *sink = rp_sink_fd(fd);

        rp_writer_named(o->reports[i].format)->campaign(campaign, &options, sink);
        int error = rp_sink_end(sink);

        if (out->fds[i] >= 0 && close(out->fds[i]) && !error)
            error = errno;
        if (error)
            status = hn_fail(HN_CANNOT, "%s: %s",
                             o->reports[i].file ? o->reports[i].file : "standard output",
                             strerror(error));
    }
    return status;
}
