/* attach.c: finds out, before main, whether detsched is in the process. */
#include "internal.h"

const struct go_probe *go_probe_table;

/* Early: constructors of the program may make channels. */
__attribute__((constructor(101))) static void attach(void) {
    if (detsched_go_attach != NULL)
        go_probe_table =
            detsched_go_attach(GO_PROBE_VERSION, __start_detgo_text, __stop_detgo_text);
}
