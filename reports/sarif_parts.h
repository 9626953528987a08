/* sarif_parts.h: what the files of the SARIF writer share. */
#ifndef RP_SARIF_PARTS_H
#define RP_SARIF_PARTS_H

#include "json_parts.h"

/* What code scanning services take in: more is left out, and said. */
#define RP_SARIF_RUNS 20
#define RP_SARIF_RESULTS 25000
#define RP_SARIF_FLOW_LOCATIONS 1000 /* a result; 10,000 are taken and 1,000 are shown */
#define RP_SARIF_LOCATIONS 100       /* related ones; more are not shown */

struct rp_sarif {
    struct rp_arena *arena;
    const char *root; /* of the sources, or NULL */
};

/* {"text": ...}: any bytes, made visible. */
json_t *rp_sarif_message(const struct rp_sarif *s, const char *text);
/* A location object with the message TEXT (NULL: without) for F, which may be NULL. */
json_t *rp_sarif_location(const struct rp_sarif *s, const struct rp_frame *f, const char *text);
/* Places that help to understand F: creations, locks held, the other access. */
json_t *rp_sarif_related(const struct rp_sarif *s, const struct rp_finding *f);
/* The interleaving: one thread flow a task, the order across them in executionOrder. NULL without events. */
json_t *rp_sarif_flow(const struct rp_sarif *s, const struct rp_finding *f);

#endif
