/* attach.c: where the shim finds the runtime. */
#include "entry.h"

RACE_EXPORT const struct race_runtime *detsched_race_attach(uint32_t version) {
    return version == RACE_ATTACH_VERSION ? &race_table : NULL;
}
