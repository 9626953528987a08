/* play_op.c: what each operation of a script announces to the engine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"

static const uint8_t engine_kinds[CF_KIND_COUNT] = {DS_KIND_MUTEX, DS_KIND_COND,    DS_KIND_RWLOCK,
                                                    DS_KIND_SPIN,  DS_KIND_BARRIER, DS_KIND_SEM,
                                                    DS_KIND_ONCE,  DS_KIND_NONE,    DS_KIND_NOTE};

enum { NAMED_PLACE = 4 }; /* abi.h: DS_PLACE_NAMED */

/* The key of an object with a name, as the shim makes it: FNV-1a of the name, place and kind. */
static uint64_t key_of(const char *name, unsigned kind) {
    uint64_t h = 0xcbf29ce484222325ull;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3ull;
    return ds_key_mix(ds_key_mix(h, NAMED_PLACE), kind);
}

uint32_t play_object(struct play *p, unsigned index) {
    const struct cf_object *o = &p->script->object[index];
    unsigned kind = engine_kinds[o->kind];
    if (p->handle[index] == DS_NO_OBJ)
        p->handle[index] = ds_object(p->engine, (enum ds_kind)kind, key_of(o->name, kind), 0);
    return p->handle[index];
}

static int number_of(int result) {
    static const int numbers[DS_RESULT_COUNT] = {
        [DS_BUSY] = EBUSY,  [DS_TIMEDOUT] = ETIMEDOUT, [DS_DEADLK] = EDEADLK,
        [DS_PERM] = EPERM,  [DS_INVAL] = EINVAL,       [DS_AGAIN] = EAGAIN,
        [DS_SRCH] = ESRCH,  [DS_OVERFLOW] = EOVERFLOW, [DS_SERIAL] = -1,
        [DS_FULL] = EAGAIN,
    };
    return numbers[result];
}

static const struct cf_op *op_of(const struct play *p, const struct actor *a) {
    return &p->script->task[a->task].ops[a->at];
}

/* The number that is printed for NUMBER: C11 calls tell busy and timed out apart, and no more. */
static int shown(const struct play *p, const struct actor *a, int number) {
    bool told = number == 0 || number == EBUSY || number == ETIMEDOUT;
    return told || !cf_op_is_c11(p->script, op_of(p, a)->id) ? number : PLAY_FAILED;
}

static bool over(struct actor *a, int number) {
    a->last = number;
    return false;
}

static bool post(struct play *p, struct actor *a, struct ds_request *req) {
    if (req->deadline == 0 && !req->bad_time)
        req->deadline = DS_NEVER;
    ds_post(p->engine, a->id, req);
    a->stage++;
    return true;
}

void play_post(struct play *p, struct actor *a, enum ds_op op) {
    struct ds_request req = {.op = op};
    post(p, a, &req);
}

/* Kind and attributes of object INDEX, as its memory says them. */
static uint32_t arg_of(const struct play *p, unsigned index) {
    const struct cf_object *o = &p->script->object[index];
    switch (o->kind) {
    case CF_KIND_MUTEX:
        return p->dead[index] ? DS_MUTEX_DEAD : o->variant;
    case CF_KIND_RWLOCK:
        return o->variant;
    case CF_KIND_BARRIER:
        return o->number;
    default:
        return 0;
    }
}

bool play_init(struct play *p, struct actor *a, unsigned index) {
    static const uint16_t inits[CF_KIND_COUNT] = {DS_OP_MUTEX_INIT,   DS_OP_COND_INIT,
                                                  DS_OP_RW_INIT,      DS_OP_SPIN_INIT,
                                                  DS_OP_BARRIER_INIT, DS_OP_SEM_INIT};
    const struct cf_object *o = &p->script->object[index];
    if (inits[o->kind] == DS_OP_NONE || o->is_static)
        return false;
    p->dead[index] = false;
    struct ds_request req = {.op = inits[o->kind], .obj = play_object(p, index)};
    req.arg = o->kind == CF_KIND_SEM ? o->number : arg_of(p, index);
    post(p, a, &req);
    a->stage = 0;
    return true;
}

/* An operation on an object that is one point. DURATION of 0: none. */
static bool simple(struct play *p, struct actor *a, enum ds_op op, bool timed) {
    const struct cf_op *o = op_of(p, a);
    struct ds_request req = {.op = op};
    if (timed) {
        int64_t now = ds_clock_read(p->engine);
        req.bad_time = o->duration == CF_BAD_TIME;
        req.deadline = req.bad_time ? 0 : now + o->duration;
        /* All but mutexes and joins look at the time before anything else. */
        if (req.bad_time && op != DS_OP_MUTEX_LOCK && op != DS_OP_JOIN)
            return over(a, shown(p, a, EINVAL));
    }
    req.obj = play_object(p, o->arg[0]);
    if (op == DS_OP_COND_WAIT) {
        req.obj2 = play_object(p, o->arg[1]);
        req.arg = arg_of(p, o->arg[1]);
    } else {
        req.arg = arg_of(p, o->arg[0]);
    }
    return post(p, a, &req);
}

static bool destroy(struct play *p, struct actor *a, int result, enum ds_op op) {
    unsigned index = op_of(p, a)->arg[0];
    if (a->stage == 0)
        return simple(p, a, op, false);
    if (result == DS_OK)
        p->dead[index] = true;
    /* The C11 calls that end an object return nothing. */
    return over(a, cf_op_is_c11(p->script, op_of(p, a)->id) ? 0 : number_of(result));
}

static bool wait_for(struct play *p, struct actor *a, int result) {
    const struct cf_op *o = op_of(p, a);
    if (result != DS_OK || p->flag[o->arg[0]])
        return over(a, shown(p, a, number_of(result)));
    struct ds_request req = {.op = DS_OP_COND_WAIT, .arg = arg_of(p, o->arg[2])};
    req.obj = play_object(p, o->arg[1]);
    req.obj2 = play_object(p, o->arg[2]);
    return post(p, a, &req);
}

static bool once(struct play *p, struct actor *a, int result) {
    const struct cf_op *o = op_of(p, a);
    enum { BEGUN = 1 };
    unsigned last = o->id == CF_ONCE ? BEGUN + 2 : BEGUN + 1;
    if (a->stage == 0)
        return simple(p, a, DS_OP_ONCE_BEGIN, false);
    if (a->stage == BEGUN && result != DS_SERIAL)
        return over(a, 0);
    if (a->stage == last) {
        a->ending = o->id == CF_ONCE_EXIT;
        return over(a, 0);
    }
    if (a->stage == BEGUN && o->id == CF_ONCE) {
        play_post(p, a, DS_OP_YIELD);
        return true;
    }
    return simple(p, a, o->id == CF_ONCE_EXIT ? DS_OP_ONCE_ABORT : DS_OP_ONCE_END, false);
}

static bool create(struct play *p, struct actor *a, int result) {
    const struct cf_op *o = op_of(p, a);
    struct ds_request req = {.op = DS_OP_CREATE, .arg = o->id == CF_CREATE_DETACHED};
    if (a->stage == 1 && result == DS_OK) {
        p->task_id[o->arg[0]] = p->value;
        p->actor[o->arg[0]].id = p->value;
        req = (struct ds_request){.op = DS_OP_CREATED, .obj = p->value};
    } else if (a->stage > 0) {
        return over(a, number_of(result));
    }
    return post(p, a, &req);
}

/* An operation on a task, which has begun or whose creation has returned. */
static bool on_task(struct play *p, struct actor *a, enum ds_op op, bool timed) {
    const struct cf_op *o = op_of(p, a);
    struct ds_request req = {.op = op, .obj = p->task_id[o->arg[0]]};
    if (timed) {
        int64_t now = ds_clock_read(p->engine);
        req.bad_time = o->duration == CF_BAD_TIME;
        req.deadline = req.bad_time ? 0 : now + o->duration;
    }
    return post(p, a, &req);
}

static bool nap(struct play *p, struct actor *a, bool absolute) {
    const struct cf_op *o = op_of(p, a);
    int64_t now = absolute ? ds_clock_read(p->engine) : ds_now(p->engine);
    if (o->duration == CF_BAD_TIME || (!absolute && o->duration < 0))
        return over(a, shown(p, a, EINVAL));
    struct ds_request req = {.op = DS_OP_SLEEP, .deadline = now + o->duration};
    return post(p, a, &req);
}

/* A false claim has no place in a script that is played. */
static bool count(struct play *p, struct actor *a) {
    const struct cf_op *o = op_of(p, a);
    unsigned *to = &p->count[o->arg[0]];
    if (o->id == CF_ADD)
        *to += o->number;
    else if (o->id == CF_TAKE)
        a->taken = *to;
    else if (o->id == CF_PUT)
        *to = a->taken + o->number;
    else if (!cf_holds(o, *to, p->count[o->arg[1]]))
        abort();
    return over(a, PLAY_SILENT);
}

/* Operations that announce nothing, and those that end the task or the process. */
static bool rest(struct play *p, struct actor *a) {
    const struct cf_op *o = op_of(p, a);
    if (cf_is_count(o->id))
        return count(p, a);
    switch (o->id) {
    case CF_SET:
    case CF_CLEAR:
        p->flag[o->arg[0]] = o->id == CF_SET;
        return over(a, PLAY_SILENT);
    case CF_KEY_SET:
        a->keys |= UINT64_C(1) << o->arg[0];
        return over(a, 0);
    case CF_EXIT:
        a->ending = true;
        return over(a, 0);
    case CF_CLOCK_GETTIME:
    case CF_GETTIMEOFDAY:
    case CF_TIME:
        ds_clock_read(p->engine);
        return over(a, 0);
    default:
        a->ending = a->exits = true;
        a->exit_code = (int)o->number;
        return over(a, 0);
    }
}

/* Operations that are one point: which, and whether they have a deadline. */
static const struct {
    uint16_t id, op;
    bool timed;
} points[] = {
    {CF_LOCK, DS_OP_MUTEX_LOCK, false},
    {CF_TRYLOCK, DS_OP_MUTEX_TRYLOCK, false},
    {CF_TIMEDLOCK, DS_OP_MUTEX_LOCK, true},
    {CF_CLOCKLOCK, DS_OP_MUTEX_LOCK, true},
    {CF_UNLOCK, DS_OP_MUTEX_UNLOCK, false},
    {CF_WAIT, DS_OP_COND_WAIT, false},
    {CF_TIMEDWAIT, DS_OP_COND_WAIT, true},
    {CF_CLOCKWAIT, DS_OP_COND_WAIT, true},
    {CF_SIGNAL, DS_OP_COND_SIGNAL, false},
    {CF_BROADCAST, DS_OP_COND_BROADCAST, false},
    {CF_RDLOCK, DS_OP_RW_RDLOCK, false},
    {CF_TRYRDLOCK, DS_OP_RW_TRYRDLOCK, false},
    {CF_TIMEDRDLOCK, DS_OP_RW_RDLOCK, true},
    {CF_CLOCKRDLOCK, DS_OP_RW_RDLOCK, true},
    {CF_WRLOCK, DS_OP_RW_WRLOCK, false},
    {CF_TRYWRLOCK, DS_OP_RW_TRYWRLOCK, false},
    {CF_TIMEDWRLOCK, DS_OP_RW_WRLOCK, true},
    {CF_CLOCKWRLOCK, DS_OP_RW_WRLOCK, true},
    {CF_RW_UNLOCK, DS_OP_RW_UNLOCK, false},
    {CF_SPIN_LOCK, DS_OP_SPIN_LOCK, false},
    {CF_SPIN_TRYLOCK, DS_OP_SPIN_TRYLOCK, false},
    {CF_SPIN_UNLOCK, DS_OP_SPIN_UNLOCK, false},
    {CF_BARRIER_WAIT, DS_OP_BARRIER_WAIT, false},
    {CF_SEM_WAIT, DS_OP_SEM_WAIT, false},
    {CF_SEM_TRYWAIT, DS_OP_SEM_TRYWAIT, false},
    {CF_SEM_TIMEDWAIT, DS_OP_SEM_WAIT, true},
    {CF_SEM_CLOCKWAIT, DS_OP_SEM_WAIT, true},
    {CF_SEM_POST, DS_OP_SEM_POST, false},
    {CF_SEM_GETVALUE, DS_OP_SEM_GETVALUE, false},
    {CF_BEFORE, DS_OP_HB_BEFORE, false},
    {CF_AFTER, DS_OP_HB_AFTER, false},
};
static const struct {
    uint16_t id, op;
    bool timed;
} task_points[] = {
    {CF_JOIN, DS_OP_JOIN, false},     {CF_TRYJOIN, DS_OP_TRYJOIN, false},
    {CF_TIMEDJOIN, DS_OP_JOIN, true}, {CF_CLOCKJOIN, DS_OP_JOIN, true},
    {CF_DETACH, DS_OP_DETACH, false},
};

static bool start_op(struct play *p, struct actor *a) {
    unsigned id = op_of(p, a)->id;
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++)
        if (points[i].id == id)
            return simple(p, a, (enum ds_op)points[i].op, points[i].timed);
    for (size_t i = 0; i < sizeof task_points / sizeof task_points[0]; i++)
        if (task_points[i].id == id)
            return on_task(p, a, (enum ds_op)task_points[i].op, task_points[i].timed);
    switch (id) {
    case CF_MUTEX_INIT:
    case CF_COND_INIT:
    case CF_RW_INIT:
    case CF_SPIN_INIT:
    case CF_BARRIER_INIT:
    case CF_SEM_INIT:
        play_init(p, a, op_of(p, a)->arg[0]);
        a->stage = 1;
        return true;
    case CF_YIELD:
    case CF_POINT:
        play_post(p, a, DS_OP_YIELD);
        return true;
    case CF_NANOSLEEP:
    case CF_CLOCK_NANOSLEEP:
    case CF_USLEEP:
    case CF_SLEEP:
        return nap(p, a, false);
    case CF_SLEEP_UNTIL:
        return nap(p, a, true);
    default:
        return rest(p, a);
    }
}

bool play_op(struct play *p, struct actor *a, int result) {
    unsigned id = op_of(p, a)->id;
    switch (id) {
    case CF_MUTEX_DESTROY:
        return destroy(p, a, result, DS_OP_MUTEX_DESTROY);
    case CF_COND_DESTROY:
        return destroy(p, a, result, DS_OP_COND_DESTROY);
    case CF_RW_DESTROY:
        return destroy(p, a, result, DS_OP_RW_DESTROY);
    case CF_SPIN_DESTROY:
        return destroy(p, a, result, DS_OP_SPIN_DESTROY);
    case CF_BARRIER_DESTROY:
        return destroy(p, a, result, DS_OP_BARRIER_DESTROY);
    case CF_SEM_DESTROY:
        return destroy(p, a, result, DS_OP_SEM_DESTROY);
    case CF_ONCE:
    case CF_ONCE_QUICK:
    case CF_ONCE_EXIT:
        return once(p, a, result);
    case CF_CREATE:
    case CF_CREATE_DETACHED:
        return create(p, a, result);
    case CF_WAIT_FOR:
        return wait_for(p, a, result);
    default:
        break;
    }
    if (a->stage == 0 && start_op(p, a))
        return true;
    if (a->stage == 0)
        return false;
    if (id >= CF_POINT)
        return over(a, PLAY_SILENT);
    return over(a, shown(p, a, number_of(result)));
}
