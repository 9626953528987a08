/* output.h: the reports that --report asks for: checked before anything is played, written at the end. */
#ifndef HN_OUTPUT_H
#define HN_OUTPUT_H

#include "../reports/model.h"
#include "options.h"
#include "output_file.h"

struct hn_outputs {
    struct hn_output_file files[HN_MAX_REPORTS]; /* used where the report has a file */
    unsigned count;
    int standard; /* descriptor of the others: our standard output, unless the caller changes it */
};

/* Sees that every report can be written where it is to go, and that none is in another's way. Without
 * --report the text goes to standard output. 0, or HN_USAGE or HN_CANNOT after one line. */
int hn_outputs_open(struct hn_outputs *out, struct hn_options *o);
/* Writes every report; files hold the whole of it or what they held before. With the format github also
 * appends the Markdown report to the file that GITHUB_STEP_SUMMARY names. One of the three may be called, once.
 * 0, or HN_CANNOT after a line for each report that could not be written. */
int hn_outputs_write(struct hn_outputs *out, const struct hn_options *o,
                     const struct rp_campaign *campaign);
/* The campaign has one finding, which is reported alone in formats that have such a form. */
int hn_outputs_write_finding(struct hn_outputs *out, const struct hn_options *o,
                             const struct rp_campaign *campaign);
int hn_outputs_write_suite(struct hn_outputs *out, const struct hn_options *o,
                           const struct rp_suite *suite);
/* Of a program that could not be played at all, after the line that says why: each file, and what is read
 * for workflow commands, says so, too. A report of an earlier campaign must not be taken for this one's. */
void hn_outputs_write_failed(struct hn_outputs *out, const struct hn_options *o, char **argv,
                             int status);
void hn_outputs_close(struct hn_outputs *out);

/* True if standard output is read for workflow commands: what a program printed must not go there as it
 * is, but by way of hn_outputs_echo. */
bool hn_outputs_commands(const struct hn_options *o);
/* Writes text of others to FD so that no line of it is taken for a workflow command. */
bool hn_outputs_echo(int fd, const char *bytes, size_t n);

#endif
