/* writer.h: the interface of a report writer: a model in, bytes out. One writer a file. */
#ifndef RP_WRITER_H
#define RP_WRITER_H

#include "model.h"

/* Where a writer's bytes go. Errors are sticky: after the first, writes do nothing and rp_sink_end
 * reports it. Implemented in sink.c: to a descriptor, or to memory. */
struct rp_sink;
struct rp_sink *rp_sink_fd(int fd); /* does not own fd */
struct rp_sink *rp_sink_memory(void);
void rp_write(struct rp_sink *sink, const void *bytes, size_t n);
void rp_printf(struct rp_sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rp_sink_fail(struct rp_sink *sink, int error); /* a writer's own failure, as an errno number */
const char *rp_sink_text(struct rp_sink *sink, size_t *n); /* memory sinks */
int rp_sink_error(const struct rp_sink *sink);             /* so far */
int rp_sink_end(struct rp_sink *sink); /* flushes, frees; 0 or an errno number */

struct rp_options {
    bool colour; /* text only */
    bool full;   /* do not cut the schedule */
    int verbose; /* 0 quiet, 1 normal, 2 and more */
    const char
        *root; /* of the sources: files below it are named as seen from there; NULL: as they are */
};

struct rp_writer {
    const char *name;      /* "text", "json", ... as in --report */
    const char *extension; /* "txt", "json", ... */
    /* Writes the whole campaign. */
    void (*campaign)(const struct rp_campaign *c, const struct rp_options *o, struct rp_sink *s);
    /* Writes several campaigns as one document; NULL: campaign() is called for each in turn. */
    void (*suite)(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s);
    /* Writes one finding, or NULL if the format has no such form. */
    void (*finding)(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);
    /* It may stand beside other prose; else its bytes are for a program that reads no others. */
    bool prose;
    /* It shows rp_finding.pictures, which the caller then has drawn. */
    bool pictures;
};

extern const struct rp_writer rp_writer_text, rp_writer_json, rp_writer_dot, rp_writer_html;
extern const struct rp_writer rp_writer_jsonl, rp_writer_junit, rp_writer_sarif, rp_writer_github,
    rp_writer_markdown, rp_writer_trace;
/* NULL-terminated table of all writers. */
extern const struct rp_writer *const rp_writers[];
const struct rp_writer *rp_writer_named(const char *name);

/* The graphs of a finding in DOT, one a function, through libcgraph. Each returns 0 or an errno number. */
struct rp_graph {
    const char *name; /* "happens-before", "waits", "channels", "locks" */
    const char *file; /* stem of its file in a finding's directory: "hb", "waits", ... */
    bool (*has)(const struct rp_finding *f); /* there is something to draw */
    int (*draw)(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);
};
/* Ended by one without a name. */
extern const struct rp_graph rp_graphs[];
int rp_dot_hb(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);
int rp_dot_waits(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);

#endif
