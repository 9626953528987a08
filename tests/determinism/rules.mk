# Traces of scenarios compared over workers, addresses, load, carriers and isolations.
# make determinism T='deadlock/bank_transfer_buggy ...' compares the scenarios that T names.
TEST_DEPS += scenarios
.PHONY: determinism
determinism: deps
	@$(SUBMAKE) tool scenarios
	@B=$(B) FULL=$(FULL) tests/determinism/run $(if $(filter-out file undefined,$(origin T)),$(T))
