/* sync.h: locks that a program makes itself and tells of, as edges between tasks.
 *
 * A lock owns two places, its first two bytes: what those who held it alone released, which everyone who
 * takes it acquires, and what its readers released, which only one who takes it alone acquires: readers
 * order nothing among themselves.
 */
#ifndef RACE_SYNC_H
#define RACE_SYNC_H

#include "entry.h"

static inline void race_lock_taken(const volatile void *lock, bool shared) {
    race_entry_acquire(lock);
    if (!shared)
        race_entry_acquire((const volatile char *)lock + 1);
}

static inline void race_lock_given(const volatile void *lock, bool shared) {
    race_entry_release((const volatile char *)lock + shared);
}

#endif
