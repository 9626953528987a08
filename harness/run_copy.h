/* run_copy.h: from the shared region, which is not trusted, to a private, validated run. */
#ifndef HN_RUN_COPY_H
#define HN_RUN_COPY_H

#include "launch.h"
#include "run.h"

struct hn_source {
    const struct ds_region *region;
    const struct hn_launch *l;
    const struct ds_result_rec *rec; /* private already */
    const struct ds_config *config;  /* what it was run with, as the harness knows it */
    int region_fd; /* the region's file, of which only the pages in use are read */
    int out_fd, err_fd;
    bool explained;
};

/* Copies everything; what does not validate is left empty and the run marked corrupt. Never NULL. */
struct hn_run *hn_run_copy(const struct hn_source *s);

#endif
