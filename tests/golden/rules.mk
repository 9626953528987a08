# Reports of hand-built models, compared byte for byte with the files here.
# make golden writes them anew; read the difference before you commit it.
GOLDEN_SCENARIOS := blocked_sender sleep_loop range_never_closed results_never_closed send_after_close \
                    nil_channel add_inside_goroutine double_unlock unlock_missing
GOLDEN_RACES := counter message_relaxed bit_fields looked_before_lock freed_in_use
GOLDEN_PROGRAMS := $(GOLDEN_SCENARIOS:%=$(B)/scenarios/mistakes/%_buggy) $(GOLDEN_RACES:%=$(B)/scenarios/races/%_buggy)
TEST_DEPS += $(B)/tests/report/render $(GOLDEN_PROGRAMS)
.PHONY: golden
golden: all $(B)/tests/report/render $(GOLDEN_PROGRAMS)
	@B=$(B) tests/golden/run refresh
