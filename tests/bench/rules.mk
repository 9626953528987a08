# Figures, not tests: make bench prints a table and writes $(B)/bench.json.
BENCH := $(addprefix $(B)/tests/bench/,pairs pingpong plain engine switch exchange accesses accesses-tsan)

.PHONY: bench bench-build
bench-build: $(BENCH) $(B)/tests/html/pages $(B)/tests/graphs/long
bench: deps
	@$(SUBMAKE) tool scenarios bench-build real-build
	@B=$(B) tests/bench/bench

$(B)/tests/bench/%: tests/bench/%.c tests/bench/cycles.h $(B)/lib/libdsengine.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -o $@ $< $(B)/lib/libdsengine.a -pthread
$(B)/tests/bench/accesses-tsan: tests/bench/accesses.c tests/bench/cycles.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -fsanitize=thread -o $@ $< -pthread
$(B)/tests/bench/switch: tests/bench/switch.c tests/bench/cycles.h $(P)/pic/shim/switch_x86_64.o
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -o $@ $< $(P)/pic/shim/switch_x86_64.o
$(B)/tests/bench/exchange: tests/bench/exchange.c $(B)/lib/libdetgo.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_CFLAGS) -o $@ $< $(GO_LIBS)
