# Reports of hand-built models, compared byte for byte with the files here.
# make golden writes them anew; read the difference before you commit it.
TEST_DEPS += $(B)/tests/report/render
.PHONY: golden
golden: $(B)/tests/report/render
	@B=$(B) tests/golden/run refresh
