/* render.c: writes hand-built models in a report format to stdout:
 * render FORMAT MODEL[,MODEL...] [colour|full|finding|suite]. Several models, or "suite", make a suite. */
#include <stdio.h>
#include <string.h>

#include "models.h"
#include "reports/writer.h"

#define MAX_MODELS 64

/* The next model of *NAMES; a hostile one is the last, for it may hold commas. */
static char *next_name(char **names) {
    return strncmp(*names ? *names : "", "name:", 5) == 0 ? strsep(names, "") : strsep(names, ",");
}

static bool all_named(struct rp_arena *arena, char *names, bool several, struct rp_campaign *c,
                      size_t *n) {
    for (char *name; *n < MAX_MODELS && (name = several ? next_name(&names) : names);
         names = several ? names : NULL) {
        const struct rp_campaign *model = model_named(arena, name);
        if (!model)
            return false;
        c[*n] = *model;
        if (several)
            c[*n].name = rp_arena_printf(arena, "%s: %s", model->program, name);
        (*n)++;
    }
    return *n > 0;
}

static void suite(const struct rp_writer *writer, const struct rp_campaign *c, size_t n,
                  const struct rp_options *options, struct rp_sink *sink) {
    struct rp_suite all = {.campaigns = c, .count = n};
    for (size_t i = 0; i < n; i++)
        all.exit_status = c[i].exit_status > all.exit_status ? c[i].exit_status : all.exit_status;
    if (writer->suite)
        writer->suite(&all, options, sink);
    for (size_t i = 0; i < n && !writer->suite; i++)
        writer->campaign(&c[i], options, sink);
}

int main(int argc, char **argv) {
    const struct rp_writer *writer = argc > 2 ? rp_writer_named(argv[1]) : NULL;
    struct rp_arena *arena = rp_arena_new();
    struct rp_options options = {.verbose = 1};
    bool finding = false,
         several = argc > 2 && strchr(argv[2], ',') && strncmp(argv[2], "name:", 5);
    for (int i = 3; i < argc; i++) {
        options.colour |= strcmp(argv[i], "colour") == 0;
        options.full |= strcmp(argv[i], "full") == 0;
        finding |= strcmp(argv[i], "finding") == 0;
        several |= strcmp(argv[i], "suite") == 0;
    }
    struct rp_campaign *c = rp_arena_array(arena, MAX_MODELS, sizeof *c);
    size_t n = 0;
    if (!writer || !all_named(arena, argv[2], several, c, &n)) {
        fprintf(stderr, "usage: render FORMAT MODEL[,MODEL...] [colour|full|finding|suite]\n");
        return 2;
    }
    struct rp_sink *sink = rp_sink_fd(1);
    if (several)
        suite(writer, c, n, &options, sink);
    else if (finding)
        writer->finding(&c->findings[0], &options, sink);
    else
        writer->campaign(c, &options, sink);
    int error = rp_sink_end(sink);
    if (error)
        fprintf(stderr, "render: %s\n", strerror(error));
    rp_arena_free(arena);
    return error != 0;
}
