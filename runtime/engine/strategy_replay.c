/* strategy_replay.c: follows a recorded stream of choices.
 *
 * The stream (written by ds_record_choice) is a row of LEB128 numbers. Choices of a task, a waiter,
 * a time-out or a case: one number, 2 * index. The questions, JUMP and SPURIOUS, are asked often and mostly
 * denied, so a "no" writes nothing; a "yes" writes 2 * index + 1 (index >= 1), then how many
 * questions were denied since the number before it. After the end of the stream every question is
 * denied, and any other choice is a divergence.
 */
#include "strategy.h"

/* Reads the number at *AT and moves *AT behind it; false at the end or if it is malformed. */
static bool get(const struct ds_engine *e, uint32_t *at, uint64_t *value) {
    const uint8_t *bytes = ds_at(e, e->replay_off);
    uint32_t i = *at;
    *value = 0;
    for (unsigned shift = 0; shift < 63 && i < e->cfg.replay_len; shift += 7) {
        *value |= (uint64_t)(bytes[i] & 127) << shift;
        if ((bytes[i++] & 128) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

static uint32_t index_of(uint64_t number) {
    return number >= DS_NONE ? DS_NONE : (uint32_t)number;
}

static uint32_t follow(struct ds_engine *e, enum ds_choice kind) {
    bool question = kind == DS_CHOICE_JUMP || kind == DS_CHOICE_SPURIOUS;
    uint32_t at = e->replay_at;
    uint64_t number, denied;
    if (!get(e, &at, &number))
        return question && at == e->cfg.replay_len ? 0 : DS_NONE;
    if (!question) {
        e->replay_at = at;
        e->replay_skipped = 0;
        return (number & 1) != 0 ? DS_NONE : index_of(number >> 1);
    }
    if ((number & 1) != 0 && !get(e, &at, &denied))
        return DS_NONE;
    if ((number & 1) == 0 || denied != e->replay_skipped) {
        e->replay_skipped++;
        return 0;
    }
    e->replay_at = at;
    e->replay_skipped = 0;
    return index_of(number >> 1);
}

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    uint32_t index = follow(e, kind);
    if (e->cfg.departures > 0 && index < n)
        ds_departure_note(e, kind, alts, n, index);
    return index;
}

/* For the departures alone: what is followed knows by itself who was idle. */
static void idle(struct ds_engine *e, uint32_t t) {
    ds_strategy_order.idle(e, t);
}

const struct ds_strategy ds_strategy_replay = {.name = "replay", .pick = pick, .idle = idle};
