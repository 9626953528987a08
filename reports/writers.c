/* writers.c: the table of report writers. */
#include <string.h>

#include "writer.h"

const struct rp_writer *const rp_writers[] = {&rp_writer_text,
                                              &rp_writer_json,
                                              &rp_writer_dot,
                                              &rp_writer_html,
                                              &rp_writer_jsonl,
                                              &rp_writer_junit,
                                              &rp_writer_sarif,
                                              &rp_writer_github,
                                              &rp_writer_markdown,
                                              &rp_writer_trace,
                                              NULL};

const struct rp_writer *rp_writer_named(const char *name) {
    for (size_t i = 0; rp_writers[i]; i++)
        if (strcmp(rp_writers[i]->name, name) == 0)
            return rp_writers[i];
    return NULL;
}
