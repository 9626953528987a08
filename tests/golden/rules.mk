# Reports of hand-built models, compared byte for byte with the files here.
# make golden writes them anew; read the difference before you commit it.
GOLDEN_SCENARIOS := blocked_sender sleep_loop range_never_closed results_never_closed send_after_close \
                    nil_channel add_inside_goroutine double_unlock unlock_missing
GOLDEN_PROGRAMS := $(GOLDEN_SCENARIOS:%=$(B)/scenarios/mistakes/%_buggy)
TEST_DEPS += $(B)/tests/report/render $(GOLDEN_PROGRAMS)
.PHONY: golden
golden: all $(B)/tests/report/render $(GOLDEN_PROGRAMS)
	@B=$(B) tests/golden/run refresh
