/* render.c: writes a hand-built model in a report format to stdout: render FORMAT MODEL [colour|full]. */
#include <stdio.h>
#include <string.h>

#include "models.h"
#include "reports/writer.h"

int main(int argc, char **argv) {
    const struct rp_writer *writer = argc > 2 ? rp_writer_named(argv[1]) : NULL;
    struct rp_arena *arena = rp_arena_new();
    const struct rp_campaign *c = argc > 2 ? model_named(arena, argv[2]) : NULL;
    if (!writer || !c) {
        fprintf(stderr, "usage: render FORMAT MODEL [colour|full|finding]\n");
        return 2;
    }
    struct rp_options options = {.verbose = 1};
    bool finding = false;
    for (int i = 3; i < argc; i++) {
        options.colour |= strcmp(argv[i], "colour") == 0;
        options.full |= strcmp(argv[i], "full") == 0;
        finding |= strcmp(argv[i], "finding") == 0;
    }
    struct rp_sink *sink = rp_sink_fd(1);
    if (finding)
        writer->finding(&c->findings[0], &options, sink);
    else
        writer->campaign(c, &options, sink);
    int error = rp_sink_end(sink);
    if (error)
        fprintf(stderr, "render: %s\n", strerror(error));
    rp_arena_free(arena);
    return error != 0;
}
