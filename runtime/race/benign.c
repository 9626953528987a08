/* benign.c: the ranges of memory whose races the program has declared to be meant. */
#include "core.h"

enum { MOST = 1024 };

static struct { uintptr_t low, high; } range[MOST];
static unsigned count;

void race_benign_add(const volatile void *addr, size_t size) {
    uintptr_t low = (uintptr_t)addr;
    for (unsigned i = 0; i < count; i++)
        if (range[i].low <= low && low + size <= range[i].high)
            return;
    if (count == MOST) {
        if (race_host)
            race_host->bound("more ranges declared benign than are kept");
        return;
    }
    range[count].low = low;
    range[count++].high = low + size;
}

bool race_benign(uintptr_t addr) {
    for (unsigned i = 0; i < count; i++)
        if (range[i].low <= addr && addr < range[i].high)
            return true;
    return false;
}
