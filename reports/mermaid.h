/* mermaid.h: the interleaving of a finding as a Mermaid sequence diagram, for pages that draw those. */
#ifndef RP_MERMAID_H
#define RP_MERMAID_H

#include "model.h"
#include "writer.h"

/* The diagram, without a fence: at most 60 events, those that led to the finding. Nothing without events. */
void rp_mermaid(const struct rp_finding *f, struct rp_sink *s);

#endif
