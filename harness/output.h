/* output.h: the reports that --report asks for, opened before anything is played. */
#ifndef HN_OUTPUT_H
#define HN_OUTPUT_H

#include "../reports/model.h"
#include "options.h"

struct hn_outputs {
    int fds[HN_MAX_REPORTS]; /* -1: standard output */
};

/* 0, or HN_CANNOT after one line. Without --report the text goes to standard output. */
int hn_outputs_open(struct hn_outputs *out, struct hn_options *o);
/* Writes every report. 0, or HN_CANNOT after one line. */
int hn_outputs_write(struct hn_outputs *out, const struct hn_options *o,
                     const struct rp_campaign *campaign);

#endif
