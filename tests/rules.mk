# Which test folders there are, what they need built, and how they are run.
# A folder tests/X takes part when it has an executable tests/X/run; its rules.mk adds to TEST_DEPS.
ALL_SUITES := $(patsubst tests/%/run,%,$(sort $(wildcard tests/*/run)))
# The long ones first: several are played at a time, and none is to be left alone at the end.
LONG_SUITES := scenarios programs meta determinism cli sanitize goconform fuzz
SUITES := $(filter $(ALL_SUITES),$(LONG_SUITES)) $(filter-out $(LONG_SUITES),$(ALL_SUITES))
T ?= $(SUITES)

# TEST_DEPS is read folder by folder, so that T=X make test builds only what X needs.
define suite_rules
TEST_DEPS :=
include tests/$(1)/rules.mk
DEPS_$(1) := $$(TEST_DEPS)
endef
$(foreach suite,$(patsubst tests/%/rules.mk,%,$(sort $(wildcard tests/*/rules.mk))),\
    $(eval $(call suite_rules,$(suite))))

# Makes of their own that build the tree once more, two of them in one folder: one after the other, and
# all after the shim, which they share.
sanitize-asan: | cli-asan
sanitize-asan cli-asan: | $(B)/lib/libdetsched.so

RUN_TESTS = B=$(B) CC='$(CC)' CXX='$(CXX)' MAKE='$(MAKE)' STRICT_SKIPS=$(STRICT_SKIPS) tests/run

.PHONY: test test-all check test-build
test-build: tool $(foreach suite,$(T),$(DEPS_$(suite)))

# The packages come first: nothing can be compiled before they are there.
test: deps
	@$(SUBMAKE) test-build
	@FULL= $(RUN_TESTS) $(T)
test-all: deps
	@$(SUBMAKE) test-build
	@FULL=1 $(RUN_TESTS) $(T)
check: deps
	@$(SUBMAKE) T=meta test-build
	@FULL= $(RUN_TESTS) meta
