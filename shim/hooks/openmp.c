/* openmp.c: OpenMP's locks and critical sections, as mutexes of the engine. The runtime takes them
 * by instructions of its own, where nobody could see them, and waits in a loop.
 *
 * An omp_lock_t of gcc has four bytes: nothing is written there, all go by their address.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <string.h>

#include "../place.h"

static struct sh_map locks;       /* address: handle; token */
static struct sh_map generations; /* key of a place: how many lived there; token */
static char unnamed, atomics;     /* the critical section without a name, and that of atomics */

bool sh_openmp_has(const void *site) {
    static uintptr_t start, size;
    struct dl_find_object found;
    if (!start && _dl_find_object(sh_real_at[SH_ROW___kmpc_critical], &found) == 0) {
        start = (uintptr_t)found.dlfo_map_start;
        size = (uintptr_t)found.dlfo_map_end - start;
    }
    return (uintptr_t)site - start < size;
}

static void publish(uint32_t id, const struct ds_obj_place *place) {
    struct ds_obj_place *all = (void *)((char *)sh.region + sh.region->places_off);
    if (id != DS_NO_OBJ && sh.region->places_off)
        all[id] = *place;
}

static uint32_t enroll(void *lock, uint32_t *handle) {
    struct ds_obj_place place;
    uint64_t key = sh_place_of(DS_KIND_MUTEX, (uintptr_t)lock, &place);
    uint64_t named = sh_place_take_name(DS_KIND_MUTEX, (uintptr_t)lock, &place);
    key = named ? named : key;
    uint32_t *lives = sh_map_at(&generations, key);
    uint32_t life = lives ? (*lives)++ : 0;
    if (place.place == DS_PLACE_STACK)
        place.b = life;
    *handle = ds_object(sh.engine, DS_KIND_MUTEX, life ? ds_key_mix(key, life) : key, 0);
    publish(*handle, &place);
    return *handle;
}

/* Handle of LOCK. FRESH: a new one begins to live there. */
static uint32_t handle_of(void *lock, bool fresh) {
    uint32_t *handle = sh_map_at(&locks, (uintptr_t)lock);
    if (!handle)
        return DS_NO_OBJ;
    return *handle && !fresh ? *handle : enroll(lock, handle);
}

/* The model has met LOCK: the runtime's own functions must not see it any more. */
static bool touched(const void *lock) {
    return sh_map_get(&locks, (uintptr_t)lock) != 0;
}

static int lock_op(enum ds_op op, void *lock, uint32_t type, void *site) {
    uint32_t obj = handle_of(lock, op == DS_OP_MUTEX_INIT);
    struct ds_request req = sh_request(op, obj, DS_MISUSE_NONE);
    req.arg = type;
    return sh_point(&req, NULL, site);
}

static void enter(void *section, const char *name, void *site) {
    if (name && !touched(section))
        sh_place_name(section, name);
    lock_op(DS_OP_MUTEX_LOCK, section, DS_MUTEX_NORMAL, site);
}

/* A function of a lock that returns nothing. */
#define LOCK_CALL(function, op, type)                       \
    SH_EXPORT void function(void *lock) {                   \
        if (sh_enter(SH_SITE))                              \
            lock_op(DS_OP_MUTEX_##op, lock, type, SH_SITE); \
        else if (!touched(lock))                            \
            sh_real(function)(lock);                        \
    }

LOCK_CALL(omp_init_lock, INIT, DS_MUTEX_NORMAL)
LOCK_CALL(omp_destroy_lock, DESTROY, DS_MUTEX_NORMAL)
LOCK_CALL(omp_set_lock, LOCK, DS_MUTEX_NORMAL)
LOCK_CALL(omp_unset_lock, UNLOCK, DS_MUTEX_NORMAL)
LOCK_CALL(omp_init_nest_lock, INIT, DS_MUTEX_RECURSIVE)
LOCK_CALL(omp_destroy_nest_lock, DESTROY, DS_MUTEX_RECURSIVE)
LOCK_CALL(omp_set_nest_lock, LOCK, DS_MUTEX_RECURSIVE)
LOCK_CALL(omp_unset_nest_lock, UNLOCK, DS_MUTEX_RECURSIVE)

/* A hint says which kind of lock would be fast. */
SH_EXPORT void omp_init_lock_with_hint(void *lock, int hint) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_INIT, lock, DS_MUTEX_NORMAL, SH_SITE);
    else if (!touched(lock))
        sh_real(omp_init_lock_with_hint)(lock, hint);
}

SH_EXPORT void omp_init_nest_lock_with_hint(void *lock, int hint) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_INIT, lock, DS_MUTEX_RECURSIVE, SH_SITE);
    else if (!touched(lock))
        sh_real(omp_init_nest_lock_with_hint)(lock, hint);
}

SH_EXPORT int omp_test_lock(void *lock) {
    if (sh_enter(SH_SITE))
        return lock_op(DS_OP_MUTEX_TRYLOCK, lock, DS_MUTEX_NORMAL, SH_SITE) == DS_OK;
    return touched(lock) ? 1 : sh_real(omp_test_lock)(lock);
}

/* How often the task now holds the lock; 0 if another one does. */
SH_EXPORT int omp_test_nest_lock(void *lock) {
    if (!sh_enter(SH_SITE))
        return touched(lock) ? 1 : sh_real(omp_test_nest_lock)(lock);
    if (lock_op(DS_OP_MUTEX_TRYLOCK, lock, DS_MUTEX_RECURSIVE, SH_SITE) != DS_OK)
        return 0;
    return (int)ds_obj_at(sh.engine, handle_of(lock, false))->count + 1;
}

SH_EXPORT void GOMP_critical_start(void) {
    if (sh_enter(SH_SITE))
        enter(&unnamed, "critical", SH_SITE);
    else if (!touched(&unnamed))
        sh_real(GOMP_critical_start)();
}

SH_EXPORT void GOMP_critical_end(void) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_UNLOCK, &unnamed, DS_MUTEX_NORMAL, SH_SITE);
    else if (!touched(&unnamed))
        sh_real(GOMP_critical_end)();
}

SH_EXPORT void GOMP_atomic_start(void) {
    if (sh_enter(SH_SITE))
        enter(&atomics, "atomic", SH_SITE);
    else if (!touched(&atomics))
        sh_real(GOMP_atomic_start)();
}

SH_EXPORT void GOMP_atomic_end(void) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_UNLOCK, &atomics, DS_MUTEX_NORMAL, SH_SITE);
    else if (!touched(&atomics))
        sh_real(GOMP_atomic_end)();
}

SH_EXPORT void GOMP_critical_name_start(void **section) {
    if (sh_enter(SH_SITE))
        enter(section, NULL, SH_SITE);
    else if (!touched(section))
        sh_real(GOMP_critical_name_start)(section);
}

SH_EXPORT void GOMP_critical_name_end(void **section) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_UNLOCK, section, DS_MUTEX_NORMAL, SH_SITE);
    else if (!touched(section))
        sh_real(GOMP_critical_name_end)(section);
}

/* What clang calls for a critical section; LOCATION and THREAD are the runtime's. */
SH_EXPORT void __kmpc_critical(void *location, int32_t thread, void *section) {
    if (sh_enter(SH_SITE))
        enter(section, NULL, SH_SITE);
    else if (!touched(section))
        sh_real(__kmpc_critical)(location, thread, section);
}

SH_EXPORT void __kmpc_critical_with_hint(void *location, int32_t thread, void *section,
                                         uint32_t hint) {
    if (sh_enter(SH_SITE))
        enter(section, NULL, SH_SITE);
    else if (!touched(section))
        sh_real(__kmpc_critical_with_hint)(location, thread, section, hint);
}

SH_EXPORT void __kmpc_end_critical(void *location, int32_t thread, void *section) {
    if (sh_enter(SH_SITE))
        lock_op(DS_OP_MUTEX_UNLOCK, section, DS_MUTEX_NORMAL, SH_SITE);
    else if (!touched(section))
        sh_real(__kmpc_end_critical)(location, thread, section);
}

/* The runtime is told of one processor only (see syscall): then it yields in each of its loops, as it
 * does wherever threads outnumber processors. The program is told how many there are. */
SH_EXPORT int omp_get_num_procs(void) {
    cpu_set_t set;
    if (sh.region && sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    return sh_real(omp_get_num_procs)();
}

/* The runtime registers itself in a file named after its process, which stays behind when the process
 * is cut off; a later one with the same number would find it, and act otherwise. */
SH_EXPORT int shm_open(const char *name, int flags, mode_t mode) {
    static const char registration[] = "/__KMP_REGISTERED_LIB_";
    if (sh.region && name && strncmp(name, registration, sizeof registration - 1) == 0)
        return memfd_create(name + 1, MFD_CLOEXEC);
    return sh_real(shm_open)(name, flags, mode);
}
