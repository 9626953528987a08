/* results.c: whatever stands in results.jsonl under a good checksum is read or refused, and what is read is
 * written again as it was; shards are spelled in one way. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/account.h"
#include "harness/shard.h"
#include "harness/tell.h"
#include "harness/util.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

static void read_record(const json_t *j) {
    struct hn_record r, again;

    if (!hn_record_read(j, &r))
        return;
    json_t *made = hn_record_make(&r);

    FUZZ_CHECK(hn_record_read(made, &again));
    FUZZ_CHECK(again.rec.seed == r.rec.seed && again.rec.points == r.rec.points &&
               again.hit_count == r.hit_count && again.note_count == r.note_count);
    json_decref(made);
    hn_record_free(&again);
    hn_record_free(&r);
}

static void read_others(const json_t *j) {
    struct hn_shown shown;
    struct hn_variants v;
    size_t which;

    if (hn_shown_read(j, &shown)) {
        char *path = hn_shown_path(&shown);

        FUZZ_CHECK(shown.reached <= HN_MAX_CIRCLES && !strstr(path, ".."));
        free(path);
    }
    if (hn_variants_read(j, &which, &v)) {
        json_t *made = hn_variants_make(which, &v);

        FUZZ_CHECK(which < HN_MAX_PREDICTIONS && v.count <= HN_MAX_VARIANTS);
        json_decref(made);
    }
}

static void read_begin(const json_t *j) {
    static char options_end[] = "--";
    char *none[] = {options_end, NULL};
    struct hn_suppressions suppressions = {0};
    struct hn_account a;
    struct hn_options o;

    hn_options_parse(&o, HN_C_RUN, 1, none);
    hn_account_init(&a, &o, &suppressions);
    if (hn_account_read_begin(&a, j)) {
        json_t *made = hn_account_begin(&a);

        FUZZ_CHECK(made && a.predictions.count <= HN_MAX_PREDICTIONS);
        for (size_t i = 0; i < a.predictions.count; i++)
            (void)hn_predict_tells(&a.predictions, i);
        hn_predict_played(&a.predictions, 5);
        json_decref(made);
    }
    hn_account_free(&a);
    hn_suppress_free(&suppressions);
}

static void read_shard(const char *text) {
    struct hn_shard s;

    if (!hn_shard_parse(text, &s))
        return;
    FUZZ_CHECK(s.index < s.count && s.count <= HN_MAX_SHARDS);
    FUZZ_CHECK(hn_shard_seeds(&s, 0, s.count) == 1 && hn_shard_seed(&s, 0, 0) == s.index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_text(data, size);
    char *line = hn_text("{\"crc\":\"%08x\",\"rec\":%s}", hn_crc32(text, strlen(text)), text);
    json_t *j = hn_line_read(line, strlen(line));

    if (j) {
        read_record(j);
        read_others(j);
        read_begin(j);
    }
    json_decref(j);
    read_shard(text);
    free(line);
    free(text);
    return 0;
}
