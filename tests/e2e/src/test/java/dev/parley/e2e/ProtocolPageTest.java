package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the tables of `docs/protocol.md` against the enums clients are written by.
class ProtocolPageTest {

    private static final Pattern CLOSE_ROW =
            Pattern.compile("(?m)^\\| (\\d{4}) \\| ([^|]+) \\| (stays away|reconnects)");
    private static final Pattern WORD_ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (\\d{3}) \\|");

    private final String page = Repository.here().read("docs/protocol.md");

    @Test
    void closeCodes_standOnThePageWithReasonAndRule() {
        List<String> onPage = CLOSE_ROW
                .matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .sorted()
                .toList();
        List<String> inCode = Arrays.stream(CloseCode.values())
                .map(code -> code.code() + " " + code.reason() + " "
                        + (code.rule() == CloseCode.Rule.RECONNECT ? "reconnects" : "stays away"))
                .sorted()
                .toList();

        assertThat(onPage).isEqualTo(inCode);
    }

    @Test
    void words_standOnThePageWithTheirHttpStatus() {
        List<String> onPage = WORD_ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .sorted()
                .toList();
        List<String> inCode = Arrays.stream(ErrorCode.values())
                .map(code -> code.name() + " " + code.httpStatus())
                .sorted()
                .toList();

        assertThat(onPage).isEqualTo(inCode);
    }
}
