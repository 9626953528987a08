/* player.c: performs scripts in process, on the engine alone, announcing what real calls announce.
 *
 *   player FILE FIRST COUNT              every script of FILE, COUNT seeds of the default mix
 *   player FILE FIRST COUNT NAME         one of them, with its output and events
 *
 * For each script and seed one line of JSON on standard output: seed, trace hash with the output and
 * exit status mixed in, schedule hash, points, and how it ended. The profile that the mix is given
 * comes from the same runs as in a campaign.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "shim/outhash.h"

enum { OUTPUT_CAP = 1 << 20, STOPPED_STATUS = 113, PROFILE_RUNS = 16 };

static const char *const endings[DS_ST_COUNT] = {"run",      "deadlock", "clean",
                                                 "livelock", "full",     "diverged"};

static struct play play;

struct memory {
    void *mem;
    size_t size;
};

static void show(const struct ds_totals *tot) {
    fwrite(play.out, 1, play.out_len, stdout);
    for (uint64_t i = 1; i <= tot->points; i++) {
        const struct ds_event *ev = ds_event_at(play.engine, i);
        printf("%" PRIu64 " at %" PRId64 " task %u %s obj %u result %d flags %u\n", ev->seq,
               ev->time, ev->task, ds_op_text(ev->op), ev->obj, ev->result, ev->flags);
    }
}

/* Plays the script once and prints what it came to. */
static void play_one(const struct cf_script *script, const struct ds_config *cfg,
                     const struct memory *m, bool loud) {
    play_begin(&play, script, ds_engine_init(m->mem, m->size, cfg));
    enum ds_status status = play_run(&play);
    const struct ds_totals *tot = ds_totals(play.engine);
    bool ended = status == DS_ST_DRAINED;
    int wait_status = (ended ? play.exit_code : STOPPED_STATUS) << 8;
    uint64_t len = ended ? play.out_end : play.out_len;
    uint64_t hash = ds_outhash_seed(tot->trace_hash, play.out, len, "", 0, OUTPUT_CAP, wait_status);
    printf("{\"script\": \"%s\", \"seed\": \"%" PRIu64 "\", \"trace\": \"%016" PRIx64
           "\", \"schedule\": \"%016" PRIx64 "\", \"points\": %" PRIu64 ", \"end\": \"%s\"}\n",
           script->name, cfg->seed, hash, tot->schedule_hash, tot->points, endings[status]);
    if (loud)
        show(tot);
}

/* What a campaign's profile runs would find. */
static struct ds_profile profile_of(const struct cf_script *script, const struct memory *m) {
    struct ds_profile p = {0};
    struct ds_config cfg;
    ds_config_default(&cfg);
    for (uint64_t i = 0; i < PROFILE_RUNS; i++) {
        cfg.seed = UINT64_MAX - i;
        cfg.strategy = i ? DS_STRAT_RANDOM : DS_STRAT_ORDER;
        cfg.spurious_max = 0;
        play_begin(&play, script, ds_engine_init(m->mem, m->size, &cfg));
        play_run(&play);
        const struct ds_totals *tot = ds_totals(play.engine);
        p.decisions = tot->decisions > p.decisions ? tot->decisions : p.decisions;
        p.tasks = tot->tasks > p.tasks ? tot->tasks : p.tasks;
    }
    if (p.decisions || p.tasks)
        p.hash = ds_key_mix(ds_key_mix(DS_ENGINE_VERSION, p.decisions), p.tasks);
    return p;
}

static bool has_pipes(const struct cf_script *script) {
    for (unsigned i = 0; i < script->objects; i++)
        if (script->object[i].kind == CF_KIND_PIPE)
            return true;
    return false;
}

int main(int argc, char **argv) {
    struct ds_config cfg;
    struct cf_script script;
    unsigned line = 0;
    int found;
    FILE *file = argc >= 4 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: player FILE FIRST COUNT [NAME]\n");
        return 2;
    }
    uint64_t first = strtoull(argv[2], NULL, 10), count = strtoull(argv[3], NULL, 10);
    ds_config_default(&cfg);
    struct memory m = {.size = (ds_engine_size(&cfg) + 63) / 64 * 64};
    m.mem = aligned_alloc(64, m.size);
    if (!m.mem)
        return 2;
    while ((found = cf_script_read(file, argv[1], &line, &script)) == 1) {
        if (argc > 4 && strcmp(argv[4], script.name) != 0)
            continue;
        if (has_pipes(&script)) {
            fprintf(stderr, "%s: pipes are not played in process\n", script.name);
            return 1;
        }
        cfg.profile = profile_of(&script, &m);
        for (uint64_t seed = first; seed < first + count; seed++) {
            ds_mix_apply(&cfg, seed);
            play_one(&script, &cfg, &m, argc > 4);
        }
    }
    free(m.mem);
    fclose(file);
    return found == 0 ? 0 : 1;
}
