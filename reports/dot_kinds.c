/* dot_kinds.c: the table of edge kinds. */
#include "dot_kinds.h"

#include <string.h>

#include "dot_order.h"

/* One family has one colour; the dark ones stay dark in grey. */
const struct rp_edge_kind rp_edge_kinds[] = {
    {RP_NEXT, "gray55", "solid", "none", "the task's next event"},
    {"create", "darkgreen", "solid", "normal", "creates the thread"},
    {"go-start", "darkgreen", "solid", "empty", "starts the goroutine"},
    {"join", "darkgreen", "dashed", "normal", "ends; the join returns"},
    {"unlock-lock", "blue", "solid", "vee", "gives the lock back; it is taken"},
    {"signal-wake", "purple", "solid", "diamond", "wakes the waiter"},
    {"post-wait", "purple", "dashed", "diamond", "posts; a waiter takes it"},
    {"done-wait", "purple", "solid", "odiamond", "counts down; the wait ends"},
    {"counter", "purple", "dashed", "odiamond", "changes the counter before"},
    {"send-receive", "saddlebrown", "solid", "dot", "sends; it is received"},
    {"receive-send", "saddlebrown", "dashed", "dot", "receives; the send is done"},
    {"close-receive", "firebrick", "solid", "box", "closes; a receive sees it"},
    {"close", "firebrick", "dashed", "box", "closes before"},
    {"cancel", "firebrick", "solid", "obox", "cancels; it is seen"},
    {"barrier", "darkorange3", "solid", "tee", "the last one arrives"},
    {"once", "darkorange3", "dashed", "tee", "initialises; others see it"},
    {"atomic", "gray30", "dotted", "vee", "released; acquired"},
    {"annotation", "gray30", "dotted", "diamond", "ordered, says the program"},
    {"order", "black", "dashed", "vee", "ordered"},
    {RP_THROUGH, "gray30", "dotted", "empty", "by way of events not shown"},
    {NULL, NULL, NULL, NULL, NULL}};

const struct rp_edge_kind *rp_edge_kind_named(const char *name) {
    const struct rp_edge_kind *other = NULL;
    for (const struct rp_edge_kind *k = rp_edge_kinds; k->name; k++) {
        if (strcmp(k->name, name) == 0)
            return k;
        if (strcmp(k->name, "order") == 0)
            other = k;
    }
    return other;
}
