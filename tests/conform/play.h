/* play.h: one script on the engine: its tasks as state machines instead of threads. */
#ifndef CF_PLAY_H
#define CF_PLAY_H

#include "runtime/engine/engine.h"
#include "script.h"

/* Results that are no enum ds_result, in struct actor. */
enum { PLAY_SILENT = -2, PLAY_FAILED = -3 };

struct actor {
    unsigned task;  /* of the script */
    uint32_t id;    /* the engine's handle */
    unsigned at;    /* operation in hand */
    unsigned stage; /* how far it got in it */
    bool begun;
    bool ending;   /* past its last operation */
    bool exits;    /* called exit in one of its forms, or is main and returned */
    int exit_code; /* with which it ends the process */
    int last;      /* errno number of its last call, or PLAY_FAILED */
    uint64_t keys; /* objects whose value it has set */
    unsigned taken;
};

struct play {
    const struct cf_script *script;
    struct ds_engine *engine;
    uint32_t handle[CF_MAX_OBJECTS]; /* the engine's, DS_NO_OBJ before the first use */
    bool dead[CF_MAX_OBJECTS];       /* destroyed */
    bool flag[CF_MAX_OBJECTS];
    unsigned count[CF_MAX_OBJECTS];
    unsigned unusual;                 /* results that were */
    unsigned prepared;                /* objects that main has initialised */
    uint32_t task_id[CF_MAX_TASKS];   /* DS_NO_TASK before its creation */
    struct actor actor[CF_MAX_TASKS]; /* by task of the script */
    uint32_t value;                   /* of the decision in hand */
    int exit_code;
    char out[1 << 16];
    uint64_t out_len, out_end; /* out_end: when the drain began; UINT64_MAX before */
};

/* E is fresh; main runs. */
void play_begin(struct play *p, const struct cf_script *script, struct ds_engine *e);
/* To the end. */
enum ds_status play_run(struct play *p);

/* play_op.c. Begins or goes on with A's operation in hand, after RESULT (an enum ds_result, DS_OK at
 * the first stage). True: a request was posted; false: the operation is over, A->last is set. */
bool play_op(struct play *p, struct actor *a, int result);
/* Posts the initialisation of object INDEX; false if there is nothing to announce. */
bool play_init(struct play *p, struct actor *a, unsigned index);
void play_post(struct play *p, struct actor *a, enum ds_op op);
uint32_t play_object(struct play *p, unsigned index);

#endif
