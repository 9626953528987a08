/* progress.c: a line redrawn on a terminal, else one plain line every ten seconds. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "campaign.h"
#include "util.h"

static bool wanted(const struct hn_campaign *c, bool *tty) {
    *tty = isatty(STDERR_FILENO);
    return !c->opt->quiet && c->opt->progress != HN_PROGRESS_NEVER;
}

static int compose(const struct hn_campaign *c, char *line, size_t room) {
    uint64_t asked = c->asked, done = c->sum.stats.done;
    double rate = hn_campaign_rate(c);
    char left[48] = "";

    if (rate > 0 && done < asked)
        snprintf(left, sizeof(left), ", %.0f s left", (double)(asked - done) / rate);
    return snprintf(line, room, "%llu of %llu seeds, %.0f a second, %zu finding%s%s",
                    (unsigned long long)done, (unsigned long long)asked, rate, c->sum.found.count,
                    c->sum.found.count == 1 ? "" : "s", left);
}

void hn_progress_show(struct hn_campaign *c) {
    char line[200];
    bool tty;
    int64_t now = hn_wall();

    if (!wanted(c, &tty))
        return;
    bool redraw = tty || c->opt->progress == HN_PROGRESS_ALWAYS;

    if (!c->last_progress)
        c->last_progress = now;
    if (now - c->last_progress < (redraw ? INT64_C(100000000) : INT64_C(10000000000)))
        return;
    c->last_progress = now;
    int n = compose(c, line, sizeof(line));

    if (tty) {
        dprintf(STDERR_FILENO, "\r%s%*s", line,
                (int)c->progress_width - n > 0 ? (int)c->progress_width - n : 0, "");
        c->progress_width = (uint64_t)n;
    } else {
        dprintf(STDERR_FILENO, "detsched: %s\n", line);
    }
}

void hn_progress_end(struct hn_campaign *c) {
    if (c->progress_width)
        dprintf(STDERR_FILENO, "\r%*s\r", (int)c->progress_width, "");
    c->progress_width = 0;
}
