/* store.c: whatever a campaign meets, each line it keeps is read back as it was; damaged ones are not. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "harness/store.h"
#include "harness/util.h"

static char dir[] = "fuzz-store-XXXXXX";

static void clean(void) {
    hn_remove_tree(dir, true);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    FUZZ_CHECK(mkdtemp(dir));
    atexit(clean);
    return 0;
}

static void check_results(const struct hn_record *wanted) {
    struct hn_results r;
    struct hn_record rec;
    int fd = open(dir, O_RDONLY | O_DIRECTORY);
    size_t lines = 0;

    FUZZ_CHECK(fd >= 0 && hn_results_open(&r, fd));
    for (json_t *j = hn_results_next(&r); j; j = hn_results_next(&r)) {
        if (lines++ == 1) {
            json_t *again;

            FUZZ_CHECK(hn_record_read(j, &rec));
            FUZZ_CHECK(rec.rec.seed == wanted->rec.seed && rec.hit_count == wanted->hit_count &&
                       rec.note_count == wanted->note_count);
            FUZZ_CHECK(!strcmp(rec.hits[0].where, wanted->hits[0].where) &&
                       !strcmp(rec.notes[0].text, wanted->notes[0].text));
            again = hn_record_make(&rec);
            FUZZ_CHECK(json_equal(j, again));
            json_decref(again);
            hn_record_free(&rec);
        }
        json_decref(j);
    }
    FUZZ_CHECK(lines == 3 && !r.damaged && !r.torn);
    hn_results_close(&r);
    close(fd);
}

/* The file cut at each byte, and with one byte changed: complete lines are read, nothing else is. */
static void check_damage(const uint8_t *data, size_t size) {
    char *path = hn_text("%s/results.jsonl", dir);
    size_t n, at = 0;
    char *text = hn_read_file(path, SIZE_MAX, &n);
    int fd = open(dir, O_RDONLY | O_DIRECTORY);

    for (size_t i = 0; i < size; i++)
        at = (at * 31 + data[i]) % n;
    char old = text[at];

    text[at] = (char)(old ^ (1 + at % 255));
    FILE *file = fopen(path, "w");

    FUZZ_CHECK(file && fwrite(text, 1, n - at / 2, file) == n - at / 2 && !fclose(file));
    struct hn_results r;
    size_t lines = 0;

    FUZZ_CHECK(hn_results_open(&r, fd));
    for (json_t *j = hn_results_next(&r); j; j = hn_results_next(&r), lines++)
        json_decref(j);
    FUZZ_CHECK(lines < 3 && lines + r.damaged + r.torn <= 4);
    hn_results_close(&r);
    close(fd);
    free(text);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char options_end[] = "--";
    char *text = fuzz_text(data, size), *none[] = {options_end, NULL};
    struct hn_suppressions suppressions = {0};
    struct hn_account account;
    struct hn_options o;
    struct hn_hit hit = {.kind = (enum hn_kind)(size % HN_KIND_COUNT), .fingerprint = size};
    struct hn_note note = {.text = text, .undecided = size % 2};
    struct hn_record rec = {.hits = &hit, .hit_count = 1, .notes = &note, .note_count = 1};

    memcpy(&rec.rec, data, size < sizeof(rec.rec) ? size : sizeof(rec.rec));
    rec.rec.strategy %= DS_STRAT_COUNT;
    rec.rec.points &= INT64_MAX;
    snprintf(hit.where, sizeof(hit.where), "%s", text);
    hn_make_utf8(hit.where);
    hn_make_utf8(text);
    hn_options_parse(&o, HN_C_RUN, 1, none);
    o.out = dir;
    hn_account_init(&account, &o, &suppressions);
    account.facts = (struct hn_facts){.program = hn_dup(text),
                                      .argv = hn_alloc(sizeof(char *)),
                                      .isolation = hn_dup(text),
                                      .carrier = hn_dup(text),
                                      .races = hn_dup(text)};
    hn_remove_tree(dir, false);
    struct hn_store *s = hn_store_open(&o, json_object());

    FUZZ_CHECK(s && !hn_store_begin(s, &account));
    hn_store_seed(s, &rec);
    hn_store_verdict(s, &account, 1, "clean");
    FUZZ_CHECK(!hn_store_error(s) && !hn_store_close(s));
    check_results(&rec);
    check_damage(data, size);
    hn_account_free(&account);
    free(text);
    return 0;
}
