/* tag.c: finds the engine's handle of a synchronisation object in the object's own memory.
 *
 * A tag is the object's address under a mask, its handle, and for mutexes its owner. It lies in bytes
 * that glibc (2.36, x86-64) uses only while somebody waits or not at all, so that kinds, attributes
 * and a semaphore's value stay readable where glibc has them:
 *
 *   kind     size  address  handle  owner   kept as glibc has it
 *   mutex      40       24      32     36   kind at 16; 0..15 zero
 *   cond       48        0       8      -   attributes at 36
 *   rwlock     56       40      16      -   shared at 28, flags at 48
 *   sem        32       16      24      -   value at 0, shared at 8
 *   barrier    32       24      20      -   size at 8
 *   spin        4   8-bit mark, 24-bit handle; unused 0
 *   once        4   8-bit mark, 24-bit handle; unused 0, done 2
 *
 * A futex word is wholly the program's, so it goes by its address (sh_futex_object); so do notes and
 * other memory (sh_word_object).
 *
 * A tag counts only if the handle is of this run, of the same kind, and its record has the address
 * that the tag names; so what an earlier process left in shared memory is never taken for ours. One
 * that names another address is a copy: of an object in use a mistake, else a moved object that
 * starts a new life.
 */
#define _GNU_SOURCE
#include "tag.h"

#include <errno.h>
#include <string.h>

#include "heap.h"
#include "place.h"

#define MASK 0xd5c0ffee5eed1234ull /* no user address has these upper bits */
#define MARK 0xd5u                 /* upper byte of the four-byte tags */
#define NARROW_MAX 0xffffffu

static const struct {
    uint8_t addr, id;
} layout[DS_KIND_COUNT] = {
    [DS_KIND_MUTEX] = {24, 32}, [DS_KIND_COND] = {0, 8},      [DS_KIND_RWLOCK] = {40, 16},
    [DS_KIND_SEM] = {16, 24},   [DS_KIND_BARRIER] = {24, 20},
};

/* One for each handle. */
struct side {
    uintptr_t addr;
    uint64_t base; /* key of its place, without generation */
    uint32_t kind;
    uint32_t age;  /* sh_places_age when its place was looked at last; words only */
    uint32_t next; /* object met before in the same block; 0 none */
};
static struct side *side;
static uint32_t side_count; /* handles that fit */
static struct sh_map by_addr, generations;
static struct sh_map in_block; /* by its start: handle of the object met last in it */
static struct sh_map words;    /* futex words: address, with 1 for private calls */

/* Memory that is the program's alone, by its address. */
enum { MOST_WORDS = 16384 };
static struct named {
    struct sh_map by_addr;
    uint32_t own;  /* objects that stand for one address each */
    uint32_t rest; /* the object that stands for all further ones; 0 until then */
} notes, memory;

enum finding { UNTAGGED, OURS, COPY };

static bool narrow(enum ds_kind kind) {
    return kind == DS_KIND_SPIN || kind == DS_KIND_ONCE || kind == DS_KIND_NOTE;
}

static uint32_t word_at(const void *addr, unsigned offset) {
    uint32_t w;
    memcpy(&w, (const char *)addr + offset, sizeof w);
    return w;
}

static void put_word(void *addr, unsigned offset, uint32_t value) {
    memcpy((char *)addr + offset, &value, sizeof value);
}

static bool known(enum ds_kind kind, uint32_t id) {
    return id && id <= side_count && side[id].addr && side[id].kind == kind;
}

/* A done once carries no tag, and a note's memory is not ours to write: both go by address. */
static enum finding look_narrow(enum ds_kind kind, const void *addr, uint32_t *id) {
    uint32_t word = kind == DS_KIND_NOTE ? 2 : word_at(addr, 0);
    if (word == 2 && kind != DS_KIND_SPIN) {
        *id = sh_map_get(&by_addr, (uintptr_t)addr);
        return known(kind, *id) ? OURS : UNTAGGED;
    }
    *id = word & NARROW_MAX;
    if (word >> 24 != MARK || !known(kind, *id))
        return UNTAGGED;
    return side[*id].addr == (uintptr_t)addr ? OURS : COPY;
}

static enum finding look(enum ds_kind kind, const void *addr, uint32_t *id) {
    uint64_t masked;
    if (narrow(kind))
        return look_narrow(kind, addr, id);
    memcpy(&masked, (const char *)addr + layout[kind].addr, sizeof masked);
    *id = word_at(addr, layout[kind].id);
    if (!known(kind, *id) || side[*id].addr != (uintptr_t)(masked ^ MASK))
        return UNTAGGED;
    return side[*id].addr == (uintptr_t)addr ? OURS : COPY;
}

bool sh_tagged(enum ds_kind kind, const void *addr) {
    uint32_t id;
    return sh.engine && side && look(kind, addr, &id) == OURS;
}

uint32_t sh_object_at(const void *addr) {
    return sh_map_get(&by_addr, (uintptr_t)addr);
}

void sh_object_retag(enum ds_kind kind, void *addr, uint32_t obj) {
    uint64_t masked = (uintptr_t)addr ^ MASK;
    if (!obj || kind == DS_KIND_NOTE)
        return;
    if (narrow(kind)) {
        if (obj <= NARROW_MAX)
            put_word(addr, 0, MARK << 24 | obj);
        return;
    }
    memcpy((char *)addr + layout[kind].addr, &masked, sizeof masked);
    put_word(addr, layout[kind].id, obj);
    if (kind == DS_KIND_MUTEX)
        put_word(addr, 36, 0);
}

void sh_object_held(void *mutex, uint32_t owner_plus_1) {
    put_word(mutex, 36, owner_plus_1);
}

/* What an object that the model meets for the first time is found in (see ds_object). A lock that
 * was taken before control began, or by a call that passed through, is main's. */
static uint32_t found_state(enum ds_kind kind, const void *addr, bool copied) {
    switch (kind) {
    case DS_KIND_MUTEX:
        if (copied && word_at(addr, 36))
            return word_at(addr, 36);
        /* With a priority ceiling its upper bits hold that. */
        return word_at(addr, 0) & (word_at(addr, 16) & 64 ? 0x7ffffu : ~0u) ? 1 : 0;
    case DS_KIND_SPIN: /* a taken one is 0, less for each that spins; some other run's tag is far below */
        return !copied && (int32_t)word_at(addr, 0) <= 0 && word_at(addr, 0) >> 24 != MARK;
    case DS_KIND_SEM:
        return word_at(addr, 0);
    case DS_KIND_BARRIER:
        return word_at(addr, 8);
    case DS_KIND_ONCE:
        return (word_at(addr, 0) & 3) == 2 ? 2 : 0;
    default:
        return 0;
    }
}

static bool reserve(void) {
    if (side)
        return true;
    uint32_t max = ds_config(sh.engine)->max_objects;
    side = sh_pages(((uint64_t)max + 1) * sizeof *side);
    side_count = side ? max : 0;
    return side != NULL;
}

/* Key of the next object that lives at a place, or under a name, whose key is BASE. */
static uint64_t next_life(uint64_t base, struct ds_obj_place *place) {
    uint32_t *lives = sh_map_at(&generations, base);
    uint32_t life = lives ? (*lives)++ : 0;
    if (place->place == DS_PLACE_STACK)
        place->b = life;
    return life ? ds_key_mix(base, life) : base;
}

static uint64_t new_key(enum ds_kind kind, uintptr_t addr, uint64_t base,
                        struct ds_obj_place *place) {
    uint64_t named = sh_place_take_name(kind, addr, place);
    return next_life(named ? named : base, place);
}

/* Notes what the engine has registered as ID. */
static uint32_t enlist(uint32_t id, enum ds_kind kind, uintptr_t addr, uint64_t base,
                       const struct ds_obj_place *place) {
    if (!reserve() || !id || id > side_count)
        return DS_NO_OBJ;
    bool word = kind == DS_KIND_NOTE || kind == DS_KIND_MEMORY; /* another object may be there */
    side[id] = (struct side){.addr = addr, .base = base, .kind = kind};
    uint32_t *last = word ? NULL : sh_map_at(&by_addr, addr);
    if (last)
        *last = id;
    struct ds_obj_place *published = sh_place_at(id);
    if (published)
        *published = *place;
    return id;
}

uint32_t sh_object_enroll(enum ds_kind kind, void *addr, uint32_t initial) {
    struct ds_obj_place place;
    uintptr_t at = (uintptr_t)addr;
    uint64_t base = sh_place_of(kind, at, &place);
    uint64_t key = new_key(kind, at, base, &place);
    return enlist(ds_object(sh.engine, kind, key, initial), kind, at, base, &place);
}

uint32_t sh_object_enroll_chan(void *addr, uint32_t capacity, uint32_t buffered, bool closed) {
    struct ds_obj_place place;
    uintptr_t at = (uintptr_t)addr;
    uint64_t base = sh_place_of(DS_KIND_CHAN, at, &place);
    uint64_t key = new_key(DS_KIND_CHAN, at, base, &place);
    uint32_t id = ds_chan(sh.engine, key, capacity, buffered, closed);
    return enlist(id, DS_KIND_CHAN, at, base, &place);
}

void sh_object_forget(uint32_t obj) {
    uint32_t *last = sh_map_at(&by_addr, side[obj].addr);
    if (last && *last == obj)
        *last = DS_NO_OBJ;
    side[obj].addr = 0;
}

void sh_objects_freed(uintptr_t start) {
    uint32_t *last = sh_map_at(&in_block, start);
    for (uint32_t id = last ? *last : 0; id; id = side[id].next)
        ds_object_freed(sh.engine, id);
    if (last)
        *last = 0;
}

static uint32_t enroll(enum ds_kind kind, void *addr, uint32_t initial) {
    uint32_t id = sh_object_enroll(kind, addr, initial);
    uintptr_t block = id ? sh_heap_has_object((uintptr_t)addr) : 0;
    uint32_t *others = block ? sh_map_at(&in_block, block) : NULL;
    if (others) {
        side[id].next = *others;
        *others = id;
    }
    if (kind != DS_KIND_ONCE || initial != 2)
        sh_object_retag(kind, addr, id);
    return id;
}

/* The object ID that was last known where PLACE is, whose key is BASE, is still that. */
static bool still(uint32_t id, uint64_t base, const struct ds_obj_place *place) {
    return id && (side[id].base == base || !sh_place_told(place));
}

static uint32_t new_word(enum ds_kind kind, uintptr_t addr, uint64_t base,
                         struct ds_obj_place *place) {
    uint64_t key = new_key(kind, addr, base, place);
    return enlist(ds_object(sh.engine, kind, key, 0), kind, addr, base, place);
}

uint32_t sh_futex_object(void *addr, bool private) {
    uint32_t *known_word = sh_map_at(&words, (uintptr_t)addr | private);
    uint32_t id = known_word ? *known_word : 0;
    struct ds_obj_place place;
    if (id && ds_obj_at(sh.engine, id)->waiting)
        return id;
    uint64_t base = sh_place_of(DS_KIND_FUTEX, (uintptr_t)addr, &place);
    base = ds_key_mix(base, private);
    if (still(id, base, &place))
        return id;
    id = new_word(DS_KIND_FUTEX, (uintptr_t)addr, base, &place);
    if (known_word)
        *known_word = id;
    return id;
}

/* The object that stands for all memory which has none of its own. */
static uint32_t rest_of(struct named *named, enum ds_kind kind) {
    if (!named->rest) {
        named->rest = ds_object(sh.engine, kind, ds_key_mix(UINT64_MAX, kind), 0);
        sh_place_name_object(named->rest, "further memory");
    }
    return named->rest;
}

uint32_t sh_word_object(enum ds_kind kind, uintptr_t addr) {
    struct named *named = kind == DS_KIND_NOTE ? &notes : &memory;
    uint32_t *known_word = sh_map_at(&named->by_addr, addr);
    uint32_t id = known_word ? *known_word : 0;
    uint32_t most = ds_config(sh.engine)->max_objects / 4;
    bool full = !known_word || named->own >= (most < MOST_WORDS ? most : MOST_WORDS);
    struct ds_obj_place place;
    if (id && side[id].age == sh_places_age)
        return id;
    if (!id && full)
        return rest_of(named, kind);
    uint64_t base = sh_place_of(kind, addr, &place);
    if (!still(id, base, &place)) {
        if (full)
            return rest_of(named, kind);
        named->own++;
        id = *known_word = new_word(kind, addr, base, &place);
    }
    if (id)
        side[id].age = sh_places_age;
    return id;
}

static bool in_use(uint32_t id) {
    const struct ds_obj_rec *o = ds_obj_at(sh.engine, id);
    bool held = o->owner != DS_NO_TASK && o->kind != DS_KIND_SEM && o->kind != DS_KIND_COND &&
                o->kind != DS_KIND_BARRIER;
    return held || o->waiting || (o->kind == DS_KIND_RWLOCK && o->count);
}

/* What no initialisation leaves behind. A destroyed mutex is told by the engine. */
static bool impossible(enum ds_kind kind, const void *addr) {
    enum { MUTEX_BITS = 0x3ff, MOST_COUNT = INT32_MAX };
    switch (kind) {
    case DS_KIND_MUTEX:
        return word_at(addr, 16) != UINT32_MAX && (word_at(addr, 16) & ~(uint32_t)MUTEX_BITS) != 0;
    case DS_KIND_RWLOCK:
        return word_at(addr, 28) > 1 ||
               word_at(addr, 48) > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
    case DS_KIND_SEM:
        return word_at(addr, 0) > MOST_COUNT;
    case DS_KIND_BARRIER:
        return word_at(addr, 8) == 0;
    default:
        return false;
    }
}

uint32_t sh_object(enum ds_kind kind, void *addr, uint16_t *misuse) {
    uint32_t id, initial;
    enum finding found = side ? look(kind, addr, &id) : UNTAGGED;
    bool wrong = impossible(kind, addr);
    if (found == OURS) {
        if (ds_obj_at(sh.engine, id)->destroyed == DS_END_DESTROYED)
            *misuse = DS_MISUSE_USE_DESTROYED;
        else if (wrong)
            *misuse = DS_MISUSE_NOT_INITIALISED;
        return id;
    }
    initial = wrong ? 0 : found_state(kind, addr, found == COPY);
    if (wrong)
        *misuse = DS_MISUSE_NOT_INITIALISED;
    if (found == COPY && (in_use(id) || (kind == DS_KIND_MUTEX && initial)))
        *misuse = DS_MISUSE_COPIED;
    id = enroll(kind, addr, initial);
    if (kind == DS_KIND_MUTEX && initial)
        sh_object_held(addr, initial);
    return id;
}

uint32_t sh_object_init(enum ds_kind kind, void *addr, uint16_t *misuse) {
    uint32_t id;
    (void)misuse;
    /* Initialised again where it was: the same object, and the engine says what that means. In
     * memory that was freed and given out again, or on another frame, it is another one. */
    if (side && look(kind, addr, &id) == OURS) {
        struct ds_obj_place place;
        if (sh_place_of(kind, (uintptr_t)addr, &place) == side[id].base) {
            sh_object_retag(kind, addr, id);
            return id;
        }
    }
    return enroll(kind, addr, 0);
}

void sh_object_destroyed(enum ds_kind kind, void *addr) {
    if (kind == DS_KIND_MUTEX)
        put_word(addr, 16, UINT32_MAX);
    else if (kind == DS_KIND_COND)
        put_word(addr, 36, word_at(addr, 36) | 4);
}

int sh_errno(int result) {
    static const uint8_t numbers[DS_RESULT_COUNT] = {
        [DS_BUSY] = EBUSY,   [DS_TIMEDOUT] = ETIMEDOUT,   [DS_DEADLK] = EDEADLK,
        [DS_PERM] = EPERM,   [DS_INVAL] = EINVAL,         [DS_AGAIN] = EAGAIN,
        [DS_SRCH] = ESRCH,   [DS_OVERFLOW] = EOVERFLOW,   [DS_FULL] = EAGAIN,
        [DS_NOSYS] = ENOSYS, [DS_OWNERDEAD] = EOWNERDEAD, [DS_LOST] = ENOTRECOVERABLE,
        [DS_INTR] = EINTR,
    };
    return result >= 0 && result < DS_RESULT_COUNT ? numbers[result] : EINVAL;
}
