/* found.c: each pair of stacks is told once, and none that the program means. */
#include "limits.h"
#include "task.h"

#define SLOTS (RACE_MAX_PAIRS * 2)

static struct {
    uint64_t *pair; /* open addressing; 0: free */
    uint32_t count;
} told;

bool race_found_begin(void) {
    told.pair = race_host->pages(SLOTS * sizeof *told.pair);
    told.count = 0;
    return told.pair != NULL;
}

/* Adds the pair; false if it was there, or there is no room. */
static bool is_new(uint64_t pair) {
    uint32_t at = (uint32_t)((pair * 0x9e3779b97f4a7c15ull) >> 40) & (SLOTS - 1);
    for (; told.pair[at] != 0; at = (at + 1) & (SLOTS - 1))
        if (told.pair[at] == pair)
            return false;
    if (told.count >= RACE_MAX_PAIRS) {
        race_bound("more pairs of racing accesses than are told");
        return false;
    }
    told.count++;
    told.pair[at] = pair;
    return true;
}

void race_tell(const struct race_found *found) {
    if ((race_modes & RACE_OFF) == 0 && !race_benign(found->addr) &&
        is_new((uint64_t)found->side[0].stack << 32 | found->side[1].stack))
        race_host->found(found);
}
