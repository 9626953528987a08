# Figures, not tests: make bench prints a table and writes $(B)/bench.json.
BENCH := $(addprefix $(B)/tests/bench/,pairs pingpong plain engine)

.PHONY: bench bench-build
bench-build: $(BENCH)
bench: deps
	@$(SUBMAKE) tool scenarios bench-build
	@B=$(B) tests/bench/bench

$(B)/tests/bench/%: tests/bench/%.c tests/bench/cycles.h $(B)/lib/libdsengine.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -o $@ $< $(B)/lib/libdsengine.a -pthread
