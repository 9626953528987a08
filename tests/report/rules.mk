# Tests of detectors, explanations and report writers.
REPORT_T := $(B)/tests/report
REPORT_WORLD := $(wildcard tests/lib/world*.c)
REPORT_EXPLAIN := $(wildcard harness/detect/*.c harness/explain*.c harness/object_*.c) harness/fingerprint.c \
                  harness/symbolize.c harness/symfile.c harness/symdata.c harness/demangle.c harness/link.c harness/util.c
REPORT_PARTS := $(REPORT_EXPLAIN:%.c=$(B)/obj/%.o) $(REPORTS_OBJ) $(B)/lib/libdsengine.a
REPORT_PROGRAMS := $(REPORT_T)/detect $(REPORT_T)/goroutines $(REPORT_T)/explain $(REPORT_T)/words \
                   $(REPORT_T)/races \
                   $(REPORT_T)/writers $(REPORT_T)/render $(REPORT_T)/reread $(REPORT_T)/reading $(REPORT_T)/states $(REPORT_T)/sites $(REPORT_T)/lock_order
TEST_DEPS += $(REPORT_PROGRAMS)

$(REPORT_T)/obj/%.o: tests/report/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
# As a debug build has it.
$(REPORT_T)/obj/%.o: tests/report/%.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=c++20 -Wall -Wextra -Werror -g -O0 -fno-exceptions -c $< -o $@
# The distribution's compiler, whatever else is on the path.
$(REPORT_T)/obj/%.o: tests/report/%.rs
	@mkdir -p $(@D)
	$(call say,RUSTC,$<)
	$(Q)/usr/bin/rustc --crate-type lib --emit obj -g -O -C panic=abort --edition 2021 -o $@ $<
$(REPORT_T)/obj/lib/%.o: tests/lib/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
REPORT_PLAY := $(REPORT_T)/obj/play.o $(REPORT_WORLD:tests/lib/%.c=$(REPORT_T)/obj/lib/%.o)
$(REPORT_T)/detect: $(REPORT_T)/obj/detect.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/lock_order: $(REPORT_T)/obj/lock_order.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/goroutines: $(REPORT_T)/obj/goroutines.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/races: $(REPORT_T)/obj/races.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/explain: $(REPORT_T)/obj/explain.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/words: $(REPORT_T)/obj/words.o $(REPORT_T)/obj/nested.o $(REPORT_T)/obj/lambda.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_T)/sites: $(REPORT_T)/obj/sites.o \
    $(addprefix $(B)/obj/harness/,sites.o varint.o token.o util.o) $(B)/lib/libdsengine.a
REPORT_MODELS := $(addprefix $(REPORT_T)/obj/,models.o models_more.o models_evil.o)
$(REPORT_T)/writers: $(REPORT_T)/obj/writers.o $(REPORT_MODELS) $(REPORTS_OBJ)
$(REPORT_T)/render: $(REPORT_T)/obj/render.o $(REPORT_MODELS) $(REPORTS_OBJ)
$(REPORT_T)/reread: $(REPORT_T)/obj/reread.o $(REPORTS_OBJ)
$(REPORT_T)/reading: $(REPORT_T)/obj/reading.o $(REPORT_MODELS) $(REPORTS_OBJ)
$(REPORT_T)/states: $(REPORT_T)/obj/states.o $(REPORT_PLAY) $(REPORT_PARTS)
$(REPORT_PROGRAMS):
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ -lcmocka $(HARNESS_LIBS)

-include $(wildcard $(REPORT_T)/obj/*.d $(REPORT_T)/obj/lib/*.d)
