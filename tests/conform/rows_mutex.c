/* rows_mutex.c: return codes of every mutex call in every state of every type of mutex. */
#include <errno.h>
#include <string.h>

#include "rows.h"

enum state { FREE, OWN, OWN_TWICE, OTHERS, DESTROYED, STATE_COUNT };
static const char *const state_names[] = {"free", "own", "own-twice", "others", "destroyed"};

enum act { LOCK, TRY, TIMED, CLOCKED, UNLOCK, DESTROY, INIT };
struct call {
    const char *name;
    enum act act;
    clockid_t clock;
    enum cf_when when;
};
static const struct call calls[] = {
    {"lock", LOCK, 0, 0},
    {"trylock", TRY, 0, 0},
    {"timedlock past", TIMED, CLOCK_REALTIME, CF_PAST},
    {"timedlock soon", TIMED, CLOCK_REALTIME, CF_SOON},
    {"timedlock nsec-negative", TIMED, CLOCK_REALTIME, CF_NEGATIVE},
    {"timedlock nsec-too-big", TIMED, CLOCK_REALTIME, CF_TOO_BIG},
    {"timedlock before-epoch", TIMED, CLOCK_REALTIME, CF_BEFORE_EPOCH},
    {"clocklock realtime past", CLOCKED, CLOCK_REALTIME, CF_PAST},
    {"clocklock monotonic past", CLOCKED, CLOCK_MONOTONIC, CF_PAST},
    {"clocklock monotonic soon", CLOCKED, CLOCK_MONOTONIC, CF_SOON},
    {"clocklock monotonic nsec-too-big", CLOCKED, CLOCK_MONOTONIC, CF_TOO_BIG},
    {"clocklock cputime past", CLOCKED, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"clocklock unknown-clock soon", CLOCKED, 77, CF_SOON},
    {"unlock", UNLOCK, 0, 0},
    {"destroy", DESTROY, 0, 0},
    {"init", INIT, 0, 0},
};

struct type {
    const char *name;
    int type; /* -1: no attribute object */
};
static const struct type types[] = {
    {"default", -1},
    {"normal", PTHREAD_MUTEX_NORMAL},
    {"recursive", PTHREAD_MUTEX_RECURSIVE},
    {"errorcheck", PTHREAD_MUTEX_ERRORCHECK},
    {"adaptive", PTHREAD_MUTEX_ADAPTIVE_NP},
};

enum verdict { SOUND, WRONG, ENDLESS, NO_CASE };

/* What the case means for a program: sound use, misuse, a wait without end, or no case at all. */
static enum verdict judge(int type, enum state s, const struct call *c) {
    bool takes = c->act <= CLOCKED;
    if (s == OWN_TWICE && type != PTHREAD_MUTEX_RECURSIVE)
        return NO_CASE;
    if (s == DESTROYED)
        return c->act == INIT ? SOUND : WRONG;
    if (s == FREE)
        return c->act == UNLOCK ? WRONG : SOUND;
    if (s == OTHERS) {
        if (c->act == LOCK)
            return ENDLESS;
        return takes ? SOUND : WRONG;
    }
    if (c->act == DESTROY || c->act == INIT)
        return WRONG;
    if (!takes || c->act == TRY || type == PTHREAD_MUTEX_RECURSIVE)
        return SOUND;
    if (c->act == LOCK && type != PTHREAD_MUTEX_ERRORCHECK)
        return ENDLESS;
    return WRONG;
}

static int take(void *m) {
    return pthread_mutex_lock(m);
}
static int give(void *m) {
    return pthread_mutex_unlock(m);
}

static int init(pthread_mutex_t *m, int type) {
    pthread_mutexattr_t attr;
    if (type < 0)
        return pthread_mutex_init(m, NULL);
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type);
    int rc = pthread_mutex_init(m, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

static int perform(pthread_mutex_t *m, const struct call *c, int type) {
    struct timespec t = cf_time(c->clock, c->when);
    switch (c->act) {
    case LOCK:
        return pthread_mutex_lock(m);
    case TRY:
        return pthread_mutex_trylock(m);
    case TIMED:
        return pthread_mutex_timedlock(m, &t);
    case CLOCKED:
        return pthread_mutex_clocklock(m, c->clock, &t);
    case UNLOCK:
        return pthread_mutex_unlock(m);
    case DESTROY:
        return pthread_mutex_destroy(m);
    case INIT:
        return init(m, type);
    }
    return -1;
}

static void play(const struct type *type, enum state s, const struct call *c) {
    /* Static and zeroed first: each case starts a new life at this address through init. */
    static pthread_mutex_t m;
    struct cf_other other;
    int held = s == OWN ? 1 : s == OWN_TWICE ? 2 : 0;

    memset(&m, 0, sizeof m);
    init(&m, type->type);
    for (int i = 0; i < held; i++)
        pthread_mutex_lock(&m);
    if (s == OTHERS)
        cf_other_start(&other, take, give, &m);
    if (s == DESTROYED)
        pthread_mutex_destroy(&m);

    int rc = perform(&m, c, type->type);
    cf_rc(rc, "%s %s: %s", type->name, state_names[s], c->name);

    if (rc == 0 && c->act <= CLOCKED)
        held++;
    if (rc == 0 && c->act == UNLOCK && held > 0)
        held--;
    if (rc == 0 && c->act == INIT)
        held = 0;
    for (; held > 0; held--)
        cf_rc(pthread_mutex_unlock(&m), "%s %s: %s: unlock afterwards", type->name, state_names[s],
              c->name);
    if (s == OTHERS) {
        rc = cf_other_stop(&other);
        cf_rc(rc, "%s %s: %s: its unlock afterwards", type->name, state_names[s], c->name);
    }
    if (cf_section == CF_CLEAN && c->act != DESTROY)
        cf_rc(pthread_mutex_destroy(&m), "%s %s: %s: destroy afterwards", type->name,
              state_names[s], c->name);
}

void cf_rows_mutex(int part) {
    size_t t = (size_t)part;
    for (int s = 0; s < STATE_COUNT; s++)
        for (size_t c = 0; c < CF_LENGTH(calls); c++) {
            enum verdict v = judge(types[t].type, (enum state)s, &calls[c]);
            if (v == (cf_section == CF_CLEAN ? SOUND : WRONG))
                play(&types[t], (enum state)s, &calls[c]);
            if (v == ENDLESS)
                cf_left_out("natively waits for ever", "%s %s: %s", types[t].name, state_names[s],
                            calls[c].name);
        }
}
