/* cmd_graph.c: detsched graph FINDING: one of a finding's graphs, as DOT or drawn by dot. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../reports/arena.h"
#include "../reports/writer.h"
#include "commands.h"
#include "draw.h"
#include "options.h"
#include "output_file.h"
#include "stored.h"
#include "util.h"

#define DOT_LIMIT ((size_t)64 << 20)
#define MAX_NAMED 4 /* findings, where one is to be chosen */

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), k = strlen(end);

    return n >= k && !strcmp(text + n - k, end);
}

/* The format that dot makes for the file NAME; "" for DOT itself, NULL if there is none. */
static const char *format_of(const char *name) {
    const char *slash = name ? strrchr(name, '/') : NULL;
    const char *base = slash ? slash + 1 : name;

    if (!name || !strchr(base, '.') || ends_with(name, ".dot") || ends_with(name, ".gv"))
        return "";
    return ends_with(name, ".svg") ? "svg" : ends_with(name, ".png") ? "png" : NULL;
}

static const struct rp_graph *graph_asked(const struct hn_options *o) {
    const char *name = o->waits ? "waits" : o->channels ? "channels" : o->locks ? "locks" : NULL;
    const struct rp_graph *g = rp_graphs;

    while (name && g->name && strcmp(g->name, name) != 0)
        g++;
    return g;
}

static int no_such_graph(const struct rp_finding *f, const struct rp_graph *asked) {
    char *others = hn_dup("");

    for (const struct rp_graph *g = rp_graphs; g->name; g++)
        if (g->has(f)) {
            char *more = hn_text("%s%s%s", others, *others ? ", " : "", g->name);

            free(others);
            others = more;
        }
    int status =
        hn_fail(HN_USAGE, "this finding has no graph of %s; it has %s", asked->name, others);

    free(others);
    return status;
}

/* Reads the file at PATH. 0 or a status after one line. */
static int read_text(const char *path, char **text, size_t *n) {
    *text = hn_read_file(path, DOT_LIMIT, n);
    return *text ? 0 : hn_fail(HN_CANNOT, "%s: %s", path, strerror(errno));
}

/* S, of PATH, has no finding or several: then those are named of which one can be asked for. */
static int not_one(const struct hn_stored *s, const char *path) {
    const struct rp_campaign *c = &s->campaign;
    const char *names = "";

    if (!c->finding_count)
        return hn_fail(HN_USAGE, "%s holds no finding", path);
    for (size_t i = 0; i < c->finding_count && i < MAX_NAMED; i++)
        names =
            rp_arena_printf(s->arena, "%s%s%s", names, i ? ", " : "", c->findings[i].fingerprint);
    if (c->finding_count > MAX_NAMED)
        names = rp_arena_printf(s->arena, "%s and %zu more", names, c->finding_count - MAX_NAMED);
    return hn_fail(HN_USAGE, "%s holds %zu findings: name one in %s/findings, %s", path,
                   c->finding_count, path, names);
}

/* The graph that is asked for, drawn anew in DOT. *TEXT is the caller's. */
static int graph_of(const char *path, const struct hn_options *o, char **text, size_t *n) {
    const struct rp_graph *asked = graph_asked(o);
    const struct rp_options options = {.full = o->full, .verbose = 1};
    struct hn_stored s;
    int status = hn_stored_open(&s, path);

    if (!status && s.campaign.finding_count != 1)
        status = not_one(&s, path);
    const struct rp_finding *f = s.campaign.findings;

    if (!status && !asked->has(f))
        status = no_such_graph(f, asked);
    if (!status) {
        struct rp_sink *sink = rp_sink_memory();
        int error = asked->draw(f, &options, sink);

        *text = hn_dup(rp_sink_text(sink, n));
        int sink_error = rp_sink_end(sink);
        error = error ? error : sink_error;
        if (error)
            status = hn_fail(HN_CANNOT, "%s graph of %s: %s", asked->name, path, strerror(error));
    }
    hn_stored_close(&s);
    return status;
}

static int trouble(int error, const char *name) {
    switch (error) {
    case ENOENT:
        return hn_fail(HN_CANNOT, "dot is not installed; write the graph to a .dot file instead");
    case ETIMEDOUT:
        return hn_fail(HN_CANNOT, "dot took longer than %d s; without --full the graph is smaller",
                       HN_DRAW_MS / 1000);
    case EFBIG:
        return hn_fail(HN_CANNOT, "dot needs too much memory or time for %s", name);
    case EINVAL:
        return hn_fail(HN_CANNOT, "dot does not accept the graph");
    default:
        return hn_fail(HN_CANNOT, "dot cannot be started: %s", strerror(error));
    }
}

/* Draws the graph if that is asked for, and brings it to its place. */
static int deliver(const struct hn_options *o, const char *text, size_t n) {
    const char *name = o->output ? o->output : "standard output", *format = format_of(o->output);
    struct hn_output_file file;
    char *picture = NULL;
    int error = o->output ? hn_output_file_open(&file, o->output) : 0, status = 0;

    if (error)
        status = hn_fail(HN_CANNOT, "%s: %s", name, strerror(error));
    else if (*format && (error = hn_draw(text, n, format, &picture, &n, HN_DRAW_MS)))
        status = trouble(error, name);
    if (!status) {
        const char *bytes = picture ? picture : text;

        if (o->output)
            error = hn_output_file_write(&file, bytes, n);
        else
            error = hn_write_all(STDOUT_FILENO, bytes, n) ? 0 : errno;
        if (error)
            status = hn_fail(HN_CANNOT, "%s: %s", name, strerror(error));
    }
    if (o->output)
        hn_output_file_close(&file);
    free(picture);
    return status;
}

int hn_cmd_graph(int argc, char **argv) {
    struct hn_options o;
    struct stat st;
    int at = hn_options_parse(&o, HN_C_GRAPH, argc, argv);

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_GRAPH);
        return 0;
    }
    if (argc - at != 1)
        return hn_fail(HN_USAGE, "graph takes one finding, or one .dot file");
    if (o.waits + o.channels + o.locks > 1)
        return hn_fail(HN_USAGE, "graph draws one of --waits, --channels and --locks at a time");
    if (!format_of(o.output))
        return hn_fail(HN_USAGE, "graph writes .dot, .svg and .png files, not %s", o.output);
    const char *path = argv[at];
    char *text = NULL;
    size_t n = 0;
    int status;

    if (stat(path, &st))
        return hn_fail(HN_CANNOT, "%s: %s", path, strerror(errno));
    bool drawn = !S_ISDIR(st.st_mode) && (ends_with(path, ".dot") || ends_with(path, ".gv"));

    if (drawn && (o.waits || o.channels || o.locks || o.full))
        return hn_fail(HN_USAGE, "%s is one graph, and drawn as it is", path);
    status = drawn ? read_text(path, &text, &n) : graph_of(path, &o, &text, &n);
    if (!status)
        status = deliver(&o, text, n);
    free(text);
    return status;
}
