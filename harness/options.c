/* options.c: parses the command line; everything that is not exactly right is refused. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "options.h"
#include "../reports/writer.h"
#include "util.h"

const struct hn_opt hn_opts[HN_O_COUNT] = {
#define HN_OPT(id, name, letter, arg, initial, commands, help, man) \
    {name, letter, arg, initial, commands, help, man},
#include "options.def"
#undef HN_OPT
};

static bool parse_seeds(struct hn_options *o, const char *text) {
    const char *dots = strstr(text, "..");
    char first[32];

    if (!dots) {
        o->seed_first = 0;
        return hn_number(text, UINT64_MAX, &o->seed_end) && o->seed_end > 0;
    }
    if ((size_t)(dots - text) >= sizeof(first))
        return false;
    memcpy(first, text, (size_t)(dots - text));
    first[dots - text] = 0;
    return hn_number(first, UINT64_MAX, &o->seed_first) &&
           hn_number(dots + 2, UINT64_MAX, &o->seed_end) && o->seed_first < o->seed_end;
}

static bool parse_shard(struct hn_options *o, const char *text) {
    o->sharded = true;
    o->shard_auto = !strcmp(text, "auto");
    return o->shard_auto || hn_shard_parse(text, &o->shard);
}

static const char *variable(const char *name) {
    return getenv(name);
}

static bool find_shard(struct hn_options *o) {
    char *used = NULL;
    int status = hn_shard_auto(variable, &o->shard, &used);

    if (status)
        return false;
    hn_shard_touch(variable);
    hn_say("%s", used);
    free(used);
    return true;
}

/* What options say only together. */
static bool agree(struct hn_options *o) {
    if (o->resume && !o->out)
        return hn_fail(false, "--resume needs --out, which names what is to be gone on with");
    if (o->resume && o->realtime_now)
        return hn_fail(false,
                       "--resume goes on at the --realtime that manifest.json names, not now");
    if (o->sharded && o->realtime_now)
        return hn_fail(false, "--realtime now is another moment in every shard; give all of them "
                              "the same --realtime SECONDS");
    return !o->shard_auto || find_shard(o);
}

static bool parse_strategy(struct hn_options *o, const char *text) {
    uint64_t depth = 3;

    o->mix = !strcmp(text, "mix");
    if (o->mix)
        return true;
    if (!strncmp(text, "pct", 3) && (!text[3] || text[3] == ':')) {
        if (text[3] && (!hn_number(text + 4, 64, &depth) || depth < 1))
            return false;
        o->strategy = DS_STRAT_PCT;
        o->depth = (uint32_t)depth;
        return true;
    }
    o->depth = 0;
    if (!strcmp(text, "order"))
        o->strategy = DS_STRAT_ORDER;
    else if (!strcmp(text, "random"))
        o->strategy = DS_STRAT_RANDOM;
    else if (!strcmp(text, "pos"))
        o->strategy = DS_STRAT_POS;
    else
        return false;
    return true;
}

/* Index of TEXT among the NULL-terminated WORDS, or -1. */
static int one_of(const char *text, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (!strcmp(text, words[i]))
            return i;
    return -1;
}

static bool parse_realtime(struct hn_options *o, const char *text) {
    struct timespec now;
    uint64_t seconds;

    if (strcmp(text, "now")) {
        bool ok = hn_number(text, INT64_MAX / 1000000000 / 2, &seconds);

        o->realtime = ok ? (int64_t)seconds * 1000000000 : 0;
        return ok;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    o->realtime_now = true;
    o->realtime = now.tv_sec * INT64_C(1000000000); /* whole, as it can be given again */
    return true;
}

static bool parse_report(struct hn_options *o, const char *text) {
    const char *colon = strchr(text, ':');
    char name[16] = "";
    size_t n = colon ? (size_t)(colon - text) : strlen(text);

    if (o->report_count == HN_MAX_REPORTS || n >= sizeof(name) || (colon && !colon[1]))
        return false;
    memcpy(name, text, n);
    const struct rp_writer *writer = rp_writer_named(name);

    if (!writer)
        return false;
    o->reports[o->report_count++] =
        (struct hn_report){.format = writer->name, .file = colon ? colon + 1 : NULL};
    return true;
}

static bool set_number(uint32_t *out, const char *text, uint64_t least, uint64_t most) {
    uint64_t v;

    if (!hn_number(text, most, &v) || v < least)
        return false;
    *out = (uint32_t)v;
    return true;
}

static bool set_word(int *out, const char *text, const char *const *words) {
    *out = one_of(text, words);
    return *out >= 0;
}

static bool set_time(int64_t *out, const char *text, int64_t least) {
    return hn_duration(text, out) && *out >= least;
}

static bool set_file(const char **out, const char *text) {
    *out = text;
    return *text != 0;
}

/* The options that say how a campaign is played; false: bad value. */
static bool set_campaign(struct hn_options *o, enum hn_opt_id id, const char *text) {
    static const char *const severities[] = {"note", "warning", "error", NULL};
    static const char *const preempts[] = {[DS_PREEMPT_SYNC] = "sync",
                                           [DS_PREEMPT_ATOMIC] = "atomic",
                                           [DS_PREEMPT_RACY] = "racy",
                                           [DS_PREEMPT_ALL] = "all",
                                           NULL};
    uint32_t number = 0;
    int word = 0;
    bool ok;

    switch (id) {
    case HN_O_SEEDS:
        return parse_seeds(o, text);
    case HN_O_STRATEGY:
        return parse_strategy(o, text);
    case HN_O_JOBS:
        ok = set_number(&number, text, 1, HN_MAX_JOBS);
        o->jobs = number;
        return ok;
    case HN_O_MAX_FAIL:
        return hn_number(text, UINT64_MAX, &o->max_fail) && o->max_fail > 0;
    case HN_O_MAX_TIME:
        return set_time(&o->max_time, text, 1);
    case HN_O_CONFIRM:
        return set_number(&o->confirm, text, 1, 10000);
    case HN_O_FAIL_ON:
        ok = set_word(&word, text, severities);
        o->fail_on = ok ? (enum rp_severity)word : RP_ERROR;
        return ok;
    case HN_O_LEAKS:
        ok = set_word(&word, text, severities) && word >= 1;
        o->leaks_error = word == 2;
        return ok;
    case HN_O_STEPS:
        return hn_number(text, UINT64_C(1) << 40, &o->steps) && o->steps > 0;
    case HN_O_DRAIN:
        return set_time(&o->drain, text, 0);
    case HN_O_PATIENCE:
        return set_time(&o->patience, text, 0);
    case HN_O_SLEEP_PATIENCE:
        return set_time(&o->sleep_patience, text, 0);
    case HN_O_SPURIOUS:
        ok = set_number(&number, text, 0, 1000000);
        o->spurious = (int32_t)number;
        return ok;
    case HN_O_PREEMPT:
        ok = set_word(&word, text, preempts);
        o->preempt = ok ? (uint32_t)word : DS_PREEMPT_RACY;
        return ok;
    case HN_O_REALTIME:
        return parse_realtime(o, text);
    case HN_O_BUSY:
        return set_number(&o->busy_ms, text, 0, 3600000);
    default:
        return false;
    }
}

/* Those of wrap alone. */
static bool set_wrap(struct hn_options *o, enum hn_opt_id id, const char *text) {
    static const char *const runners[] = {[HN_RUNNER_PLAIN] = "plain",
                                          [HN_RUNNER_AUTOMAKE] = "automake",
                                          [HN_RUNNER_MESON] = "meson",
                                          NULL};
    static const char *const uncontrolled[] = {"fail", "skip", "run", NULL};
    int word = 0;
    bool ok;

    if (id == HN_O_RUNNER) {
        ok = set_word(&word, text, runners);
        o->runner = (enum hn_runner)(ok ? word : 0);
        return ok;
    }
    ok = set_word(&word, text, uncontrolled);
    o->uncontrolled = (enum hn_uncontrolled)(word + 1);
    return ok;
}

/* The others. */
static bool set_other(struct hn_options *o, enum hn_opt_id id, const char *text) {
    static const char *const isolations[] = {"auto", "fork", "exec", NULL};
    static const char *const carriers[] = {"auto", "fiber", "thread", NULL};
    static const char *const addresses[] = {"fixed", "random", NULL};
    static const char *const races[] = {"auto", "off", NULL};
    static const char *const progresses[] = {"auto", "always", "never", NULL};
    static const char *const whole[] = {"auto", "off", NULL};
    int word = 0;
    bool ok;

    switch (id) {
    case HN_O_WALL:
        return set_time(&o->wall, text, 1000000);
    case HN_O_ISOLATION:
        ok = set_word(&word, text, isolations);
        o->isolation = (enum hn_isolation)(ok ? word : 0);
        return ok;
    case HN_O_CARRIER:
        ok = set_word(&word, text, carriers);
        o->carrier = (enum hn_carrier)(ok ? word : 0);
        return ok;
    case HN_O_ADDRESSES:
        ok = set_word(&word, text, addresses);
        o->random_addresses = word == 1;
        return ok;
    case HN_O_RACE:
        ok = set_word(&word, text, races);
        o->race_off = word == 1;
        return ok;
    case HN_O_PROGRESS:
        ok = set_word(&word, text, progresses);
        o->progress = (enum hn_progress)(ok ? word : 0);
        return ok;
    case HN_O_EACH:
        if (o->each_count == HN_MAX_EACH)
            return false;
        return set_file(&o->each[o->each_count++], text);
    case HN_O_EACH_TEST:
        ok = set_word(&word, text, whole);
        o->each_whole = word == 1;
        return ok;
    case HN_O_CMOCKA_TEST:
        return set_file(&o->cmocka_test, text) && strlen(text) < DS_MAX_TEST_NAME;
    case HN_O_RUNNER:
    case HN_O_UNCONTROLLED:
        return set_wrap(o, id, text);
    case HN_O_STDIN:
        return set_file(&o->stdin_file, text);
    case HN_O_SCRATCH:
        return set_file(&o->scratch, text);
    case HN_O_OUT:
        return set_file(&o->out, text);
    case HN_O_SHARD:
        return parse_shard(o, text);
    case HN_O_OUTPUT:
        return set_file(&o->output, text);
    case HN_O_SUPPRESSIONS:
        if (o->suppress_count == HN_MAX_SUPPRESSIONS)
            return false;
        return set_file(&o->suppress[o->suppress_count++], text);
    case HN_O_REPORT:
        return parse_report(o, text);
    case HN_O_AT:
        return hn_number(text, UINT64_MAX - 1, &o->at) && o->at > 0;
    case HN_O_GDB_COMMAND:
        if (o->gdb_command_count == HN_MAX_GDB)
            return false;
        return set_file(&o->gdb_commands[o->gdb_command_count++], text);
    case HN_O_GDB_ARGS:
        if (o->gdb_arg_count == HN_MAX_GDB)
            return false;
        return set_file(&o->gdb_args[o->gdb_arg_count++], text);
    default:
        return set_campaign(o, id, text);
    }
}

static void set_flag(struct hn_options *o, enum hn_opt_id id) {
    switch (id) {
    case HN_O_UNTIL_FAIL:
        o->max_fail = 1;
        o->until_fail = true;
        break;
    case HN_O_RESUME:
        o->resume = true;
        break;
    case HN_O_FULL:
        o->full = true;
        break;
    case HN_O_CHANNELS:
        o->channels = true;
        break;
    case HN_O_LOCKS:
        o->locks = true;
        break;
    case HN_O_WAITS:
        o->waits = true;
        break;
    case HN_O_GDB:
        o->gdb = true;
        break;
    case HN_O_EXPLAIN:
        o->explain = true;
        break;
    case HN_O_QUIET:
        o->quiet = true;
        break;
    case HN_O_VERBOSE:
        o->verbose++;
        break;
    case HN_O_HELP:
        o->help = true;
        break;
    default:
        o->version = true;
        break;
    }
}

/* -vvq: letters without an argument may stand together. */
static void set_letter(struct hn_options *o, char letter) {
    for (int i = 0; i < HN_O_COUNT; i++)
        if (hn_opts[i].letter == letter)
            set_flag(o, (enum hn_opt_id)i);
}

static void set_defaults(struct hn_options *o) {
    *o = (struct hn_options){
        .seed_end = 1000,
        .shard = {.count = 1},
        .mix = true,
        .confirm = 10,
        .fail_on = RP_ERROR,
        .drain = -1,
        .patience = -1,
        .sleep_patience = -1,
        .spurious = -1,
        .preempt = DS_PREEMPT_RACY,
        .realtime = HN_REALTIME_NS,
        .busy_ms = HN_BUSY_MS,
        .wall = INT64_C(10000000000),
    };
}

/* True if COMMAND knows OPT. */
static bool takes(const struct hn_opt *opt, enum hn_command command) {
    bool as_run = command == HN_C_WRAP && opt->commands & HN_C_RUN && strncmp(opt->name, "each", 4);

    return opt->commands & command || as_run;
}

/* The option that WORD (without its dashes) names, -1 if none. *VALUE: what follows "=" or a letter. */
static int find_option(const char *word, enum hn_command command, const char **value) {
    bool is_long = word[1] == '-';
    const char *name = word + (is_long ? 2 : 1);
    size_t n = is_long ? strcspn(name, "=") : 1;

    for (int i = 0; i < HN_O_COUNT; i++) {
        const struct hn_opt *opt = &hn_opts[i];

        if (!takes(opt, command))
            continue;
        if (is_long ? strlen(opt->name) == n && !strncmp(opt->name, name, n)
                    : opt->letter && opt->letter == *name) {
            *value = !name[n] ? NULL : name + n + (is_long || name[n] == '=');
            return i;
        }
    }
    return -1;
}

/* Commands that take a program's words behind their own, which are never looked at. */
#define OF_PROGRAMS (HN_C_RUN | HN_C_REPLAY | HN_C_MINIMIZE | HN_C_WRAP | HN_C_CC)

/* Moves options to the front, each with its value; all words keep their order otherwise. A "--" stays
 * between them and the rest. */
static void options_first(enum hn_command command, int argc, char **argv) {
    char **rest = hn_alloc((size_t)argc * sizeof(*rest));
    int front = 0, behind = 0, at = 0;

    for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
        const char *value = NULL;

        if (argv[at][0] != '-' || !argv[at][1]) {
            rest[behind++] = argv[at];
            continue;
        }
        int id = find_option(argv[at], command, &value);

        argv[front++] = argv[at];
        if (id >= 0 && hn_opts[id].arg && !value && at + 1 < argc)
            argv[front++] = argv[++at];
    }
    if (at < argc)
        argv[front++] = argv[at];
    memcpy(argv + front, rest, (size_t)behind * sizeof(*rest));
    free(rest);
}

int hn_options_parse(struct hn_options *o, enum hn_command command, int argc, char **argv) {
    int at = 0;

    if (!(command & OF_PROGRAMS))
        options_first(command, argc, argv);
    set_defaults(o);
    if (command == HN_C_WRAP)
        o->seed_end = HN_WRAP_SEEDS, o->jobs = 1;
    for (; at < argc; at++) {
        const char *word = argv[at], *value = NULL;

        if (!strcmp(word, "--"))
            return agree(o) ? at + 1 : -1;
        if (word[0] != '-' || !word[1])
            break;
        int id = find_option(word, command, &value);

        if (id < 0)
            return hn_fail(-1, "unknown option %s (detsched --help lists them)", word);
        if (!hn_opts[id].arg) {
            if (value && (word[1] == '-' || strspn(value, "qvhV") != strlen(value)))
                return hn_fail(-1, "option --%s takes no argument", hn_opts[id].name);
            set_flag(o, (enum hn_opt_id)id);
            for (; value && *value; value++)
                set_letter(o, *value);
            continue;
        }
        if (!value && ++at < argc)
            value = argv[at];
        if (!value)
            return hn_fail(-1, "option --%s needs %s", hn_opts[id].name, hn_opts[id].arg);
        if (!set_other(o, (enum hn_opt_id)id, value))
            return hn_fail(-1, "option --%s: '%s' is no %s (%s)", hn_opts[id].name, value,
                           hn_opts[id].arg, hn_opts[id].help);
    }
    return agree(o) ? at : -1;
}

void hn_options_config(const struct hn_options *o, struct ds_config *config) {
    ds_config_default(config);
    if (!o->mix) {
        config->strategy = o->strategy;
        config->params.depth = o->depth;
    }
    if (o->steps)
        config->max_steps = config->max_fair_steps = o->steps;
    if (o->drain >= 0)
        config->drain_ns = o->drain;
    if (o->patience >= 0)
        config->patience_ns = o->patience;
    if (o->sleep_patience >= 0)
        config->sleep_patience_ns = o->sleep_patience;
    if (o->spurious >= 0)
        config->spurious_max = (uint32_t)o->spurious;
}
