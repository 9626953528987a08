/* options.h: the options of all commands, parsed and checked. */
#ifndef HN_OPTIONS_H
#define HN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "../reports/model.h"
#include "../shim/abi.h"
#include "shard.h"

#define HN_VERSION "0.1.0"
/* CLOCK_REALTIME at the start of a seed, unless asked otherwise: 2024-01-01 00:00:00 UTC. */
#define HN_REALTIME_NS INT64_C(1704067200000000000)
#define HN_MAX_REPORTS 16
#define HN_MAX_SUPPRESSIONS 16
#define HN_MAX_JOBS 256
#define HN_MAX_EACH 16
#define HN_WRAP_SEEDS 100 /* of wrap, unless asked otherwise */
#define HN_MAX_GDB 64
#define HN_BUSY_MS 500

enum hn_command {
    HN_C_RUN = 1,
    HN_C_REPLAY = 2,
    HN_C_GRAPH = 4,
    HN_C_LS = 8,
    HN_C_DOCTOR = 16,
    HN_C_CC = 32,
    HN_C_MERGE = 64,
    HN_C_STATUS = 128,
    HN_C_WRAP = 256,
    HN_C_EXPLAIN = 512,
    HN_C_MINIMIZE = 1024,
    HN_C_ALL = 2047
};

enum hn_opt_id {
#define HN_OPT(id, name, letter, arg, initial, commands, help, man) HN_O_##id,
#include "options.def"
#undef HN_OPT
    HN_O_COUNT
};
struct hn_opt {
    const char *name;
    char letter;
    const char *arg, *initial;
    unsigned commands;
    const char *help, *man;
};
extern const struct hn_opt hn_opts[HN_O_COUNT];

enum hn_isolation { HN_ISO_AUTO, HN_ISO_FORK, HN_ISO_EXEC };
enum hn_carrier { HN_CARRIER_AUTO, HN_CARRIER_FIBER, HN_CARRIER_THREAD };
enum hn_runner { HN_RUNNER_PLAIN, HN_RUNNER_AUTOMAKE, HN_RUNNER_MESON };
enum hn_uncontrolled { HN_UNC_DEFAULT, HN_UNC_FAIL, HN_UNC_SKIP, HN_UNC_RUN };
enum hn_progress { HN_PROGRESS_AUTO, HN_PROGRESS_ALWAYS, HN_PROGRESS_NEVER };

struct hn_report {
    const char *format, *file; /* file NULL: standard output */
};

/* Strings point into argv. */
struct hn_options {
    uint64_t seed_first, seed_end;
    struct hn_shard shard;
    bool sharded, shard_auto, resume;
    bool mix;          /* the default mix; else strategy and depth */
    uint32_t strategy; /* enum ds_strategy_id */
    uint32_t depth;    /* PCT's */
    unsigned jobs;     /* 0: one for each CPU */
    uint64_t max_fail; /* 0: no limit */
    int64_t max_time;  /* ns, 0: no limit */
    uint32_t confirm;
    enum rp_severity fail_on;
    bool leaks_error;
    uint64_t steps;                          /* 0: the engine's default */
    int64_t drain, patience, sleep_patience; /* ns, -1: the engine's default */
    int32_t spurious;                        /* -1: the strategy's */
    uint32_t preempt;                        /* enum ds_preempt */
    int64_t realtime;                        /* ns */
    bool realtime_now;                       /* it is the present moment's */
    uint32_t busy_ms;
    int64_t wall; /* ns */
    enum hn_isolation isolation;
    enum hn_carrier carrier;
    bool random_addresses, race_off;
    const char *stdin_file, *scratch, *out, *output;
    const char *out_if_found; /* the result directory without --out; NULL: detsched-out */
    bool gdb;
    uint64_t at; /* event; 0: where the finding shows */
    const char *gdb_commands[HN_MAX_GDB], *gdb_args[HN_MAX_GDB];
    unsigned gdb_command_count, gdb_arg_count;
    struct hn_report reports[HN_MAX_REPORTS];
    unsigned report_count;
    const char *suppress[HN_MAX_SUPPRESSIONS]; /* files */
    unsigned suppress_count;
    enum hn_progress progress;
    const char *each[HN_MAX_EACH];
    unsigned each_count;
    bool each_whole; /* --each-test off */
    bool until_fail;
    const char *cmocka_test;
    enum hn_runner runner;
    enum hn_uncontrolled uncontrolled;
    bool quiet, waits, channels, locks, full, explain, help, version;
    int verbose;
};

/* Parses the options at the front of ARGV (argv[0] is the first one to look at) for COMMAND, and
 * stops at the first word that is none; of a command that takes no program's words it first moves
 * later options to the front. Returns how many words it took, a "--" included, or -1 after one line on
 * stderr. */
int hn_options_parse(struct hn_options *o, enum hn_command command, int argc, char **argv);
/* The engine's configuration that the options ask for: the seed, and what the mix decides, aside. */
void hn_options_config(const struct hn_options *o, struct ds_config *config);
/* Help of one command (or of all), to FD 1. */
void hn_options_help(enum hn_command command);
/* The commands, in the order of the help; the last has no name. */
struct hn_command_text {
    enum hn_command command;
    const char *name, *usage, *help;
};
extern const struct hn_command_text hn_commands[];
/* The options that COMMAND takes, as a mask of those whose options they are. */
unsigned hn_command_takes(enum hn_command command);
/* Tables on stdout; false if FORM is none of these: "commands" (their names), "man" (scdoc text of all commands),
 * "man:COMMAND" (scdoc page of one), "bash", "zsh" (completions). */
bool hn_options_dump(const char *form);
/* The completions' own file: options_complete.c. */
void hn_options_bash(void);
void hn_options_zsh(void);

#endif
