# Which test folders there are, what they need built, and how they are run.
# A folder tests/X takes part when it has an executable tests/X/run; its rules.mk adds to TEST_DEPS.
TEST_DEPS := tool
-include $(sort $(wildcard tests/*/rules.mk))

SUITES := $(patsubst tests/%/run,%,$(sort $(wildcard tests/*/run)))
T ?= $(SUITES)

RUN_TESTS = B=$(B) CC='$(CC)' CXX='$(CXX)' MAKE='$(MAKE)' STRICT_SKIPS=$(STRICT_SKIPS) tests/run

.PHONY: test test-all check test-build
test-build: $(TEST_DEPS)

# The packages come first: nothing can be compiled before they are there.
test: deps
	@$(SUBMAKE) test-build
	@FULL= $(RUN_TESTS) $(T)
test-all: deps
	@$(SUBMAKE) test-build
	@FULL=1 $(RUN_TESTS) $(T)
check: deps
	@$(SUBMAKE) tool
	@FULL= $(RUN_TESTS) meta
