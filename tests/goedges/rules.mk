# The happens-before edges of the Go memory model, in the traces of small programs.
GOEDGES_T := $(B)/tests/goedges
TEST_DEPS += tool $(GOEDGES_T)/edges

# -fno-ipa-icf: two functions of the same text must keep their names.
$(GOEDGES_T)/edges: tests/goedges/edges.c $(B)/lib/libdetgo.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_CFLAGS) -fno-ipa-icf -fno-inline -fno-optimize-sibling-calls $(SAN) -o $@ $< $(GO_LIBS)
