/* html_parts.h: what the files of the HTML writer share. */
#ifndef RP_HTML_PARTS_H
#define RP_HTML_PARTS_H

#include "arena.h"
#include "writer.h"

/* A report that is being written. */
struct rp_html {
    struct rp_sink *sink;
    struct rp_arena *arena;
    const struct rp_options *options;
    unsigned findings;  /* written so far: the next one is number findings + 1 */
    size_t event_count; /* in the data of their timelines */
};

/* TEXT as people see it: one line, control characters visible, the middle of what is longer than LIMIT
 * bytes left out (and said). Not yet escaped. */
const char *rp_html_seen(const struct rp_html *h, const char *text, size_t limit);
/* Markup with parts: %s is text, made visible, cut and escaped; %r is markup as it is; %u is a uint64_t.
 * Nothing else. */
void rp_html(const struct rp_html *h, const char *format, ...);
/* Several lines of text, escaped; at most the last LIMIT bytes. */
void rp_html_lines(const struct rp_html *h, const char *text, size_t limit);
/* "function" and where it is, as two elements. */
void rp_html_frame(const struct rp_html *h, const struct rp_frame *f);
void rp_html_stack(const struct rp_html *h, const struct rp_stack *s);
/* LABEL (text) above the stack, folded away unless OPEN; nothing for an empty stack. */
void rp_html_folded(const struct rp_html *h, const char *label, const struct rp_stack *s,
                    bool open);

/* The parts of a page, one file each. */
void rp_html_summary(const struct rp_html *h, const struct rp_campaign *c);
void rp_html_finding(struct rp_html *h, const struct rp_finding *f, const char *program);
void rp_html_tasks(const struct rp_html *h, const struct rp_finding *f);
void rp_html_race(const struct rp_html *h, const struct rp_finding *f);
void rp_html_schedule(const struct rp_html *h, const struct rp_finding *f);
void rp_html_sources(const struct rp_html *h, const struct rp_finding *f);
void rp_html_pictures(const struct rp_html *h, const struct rp_finding *f);
/* The data of the timeline, for the page's program: a JSON island without a "<". Of long schedules on a
 * page with many it holds the end. */
void rp_html_data(struct rp_html *h, const struct rp_finding *f);

#endif
