/* choices.c: any bytes as recorded choices: the replay comes to an end, or says that it diverged. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tests/lib/world.h"

static const char *const scripts[] = {
    "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
    "A: lock a; lock b; unlock b; unlock a\nB: lock b; lock a; unlock a; unlock b\n",
    "mutex m\ncond c\nmain: create A; create B; lock m; signal c; unlock m; join A; join B\n"
    "A: lock m; cond-wait c m for 5ms; unlock m\nB: lock m; cond-wait c m; unlock m; broadcast c\n",
    "sem s 1\nbarrier b 3\nrwlock w\nmain: create A; create B; barrier-wait b; join A; join B\n"
    "A: rdlock w; sem-wait s; rw-unlock w; sem-post s; barrier-wait b\n"
    "B: wrlock w for 2ms; ?rw-unlock w; sem-wait s for 1ms; ?sem-post s; barrier-wait b\n",
    "mutex m\nonce o\nspin p\nmain: create A detached; create B; sleep 3ms; trylock m; ?unlock m\n"
    "A: once o; ?once-done o; spin-lock p; yield; spin-unlock p; again\n"
    "B: sleep 1ms; lock m; once o; ?once-done o; unlock m; tryjoin A\n",
    "chan c\nchan d 1\nwg g\nmain: add g 2; create A; create B; send d; select >c <d; select <c "
    "<d; "
    "close d; wait-group g; drain; join A; join B\n"
    "A: select <c >d <d; select-default <d >c; done g; receive d\n"
    "B: select >c >d; receive d; done g; wait-group g; len d\n",
    "mutex m go\nrwlock w go\ncond c go\nchan d 2\nmain: create A; create B; lock m; cond-wait c "
    "m; "
    "lock m; wrlock w; select >d >d; rw-unlock w; signal c; unlock m; join A; join B\n"
    "A: lock m; unlock m; rdlock w; signal c; cond-wait c w reader; select <d <nil\n"
    "B: rdlock w; sleep 1ms; broadcast c; rw-unlock w reader; select-default <d; trylock m; "
    "?unlock m\n",
};
enum { SCRIPTS = sizeof scripts / sizeof scripts[0] };

/* First byte: the script, and how many spurious wake-ups are allowed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct ds_config cfg = world_config(DS_STRAT_REPLAY, 0);
    struct world *w;
    enum ds_status status;

    if (!size)
        return 0;
    cfg.spurious_max = data[0] >> 4;
    cfg.replay_len = (uint32_t)(size - 1);
    w = world_new(scripts[data[0] % SCRIPTS], &cfg);
    memcpy(ds_replay_bytes(w->e), data + 1, size - 1);
    status = world_run(w);
    FUZZ_CHECK(status != DS_ST_RUN && status != DS_ST_FULL && status < DS_ST_COUNT);
    FUZZ_CHECK(ds_engine_valid(w->e, w->size));
    FUZZ_CHECK(ds_totals(w->e)->points <= 4 * cfg.max_steps);
    if (status != DS_ST_DIVERGED && !(ds_totals(w->e)->limits & DS_LIMIT_CHOICES)) {
        struct world *again = world_replay_of(w);

        FUZZ_CHECK(world_run(again) == status);
        FUZZ_CHECK(ds_totals(again->e)->trace_hash == ds_totals(w->e)->trace_hash);
        world_free(again);
    }
    world_free(w);
    return 0;
}
