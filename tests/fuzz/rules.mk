# Fuzz targets: engine, harness and reports once more, built by clang with coverage and sanitizers.
FUZZ_T := $(B)/tests/fuzz
FUZZ_CC ?= clang
FUZZ_NAMES := token options files program symbols region choices escape store results suppress read
# Compiling with -O1 costs more than a short run gains; for long ones it is the better choice.
FUZZ_OPT ?= -O0
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_SRC := $(ENGINE_SRC) $(filter-out harness/main.c,$(HARNESS_SRC)) $(REPORTS_SRC) \
            $(wildcard tests/lib/world*.c tests/report/models*.c)
FUZZ_OBJ := $(FUZZ_SRC:%.c=$(FUZZ_T)/parts/%.o)
FUZZ_PROGRAMS := $(FUZZ_NAMES:%=$(FUZZ_T)/%)
TEST_DEPS += tool $(FUZZ_PROGRAMS) $(FUZZ_T)/sample

# The fuzzed code with coverage, the targets' own without: what they check is not worth exploring.
$(FUZZ_T)/parts/reports/junit.o: private BASE += $(XML_CFLAGS)
$(FUZZ_T)/parts/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,'$< [fuzz]')
	$(Q)$(FUZZ_CC) $(BASE) $(FUZZ_OPT) $(FUZZ_SAN) -fsanitize=fuzzer-no-link -c $< -o $@
$(FUZZ_T)/parts.a: $(FUZZ_OBJ)
	$(Q)rm -f $@ && ar rcs $@ $^
$(FUZZ_T)/%.o: tests/fuzz/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(FUZZ_CC) $(BASE) -O1 $(FUZZ_SAN) -c $< -o $@
$(FUZZ_PROGRAMS): %: %.o $(FUZZ_T)/fuzz.o $(FUZZ_T)/parts.a $(filter %/html_page.o,$(REPORTS_OBJ))
	$(call say,LD,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $^ $(HARNESS_LIBS)
# What is damaged: a small dynamic program with debug information.
$(FUZZ_T)/sample: tests/fuzz/sample.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g -o $@ $<

-include $(FUZZ_OBJ:.o=.d) $(wildcard $(FUZZ_T)/*.d)
