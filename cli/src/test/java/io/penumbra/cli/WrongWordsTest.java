package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody mistyped is understood nevertheless, as far as that goes. */
final class WrongWordsTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @CsvSource({"lss, ls", "stauts, status", "snapshots, snapshot", "remove, rm", "copy, cp"})
    void theNearestCommandIsSuggested(String typed, String meant) {
        assertThat(run(typed)).isEqualTo(2);
        assertThat(err.toString())
                .contains("'" + typed + "'")
                .containsPattern("\\b" + meant + "\\b");
    }

    @Test
    void theNearestOptionIsSuggested() {
        assertThat(run("put", "--recursiv", "a", "/b")).isEqualTo(2);
        assertThat(err.toString()).contains("'--recursiv'", "--recursive");
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void whereNobodyAnswersThatIsOneLine() {
        assertThat(run("ls", "--master", "127.0.0.1:1", "/")).isEqualTo(3);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("pfs: 127.0.0.1:1: no master answers there; start a cluster with");
    }

    @Test
    void theCompletionKnowsCommandsAndTheirOptions() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete ", "rebalance", "--as-of", "-newer");
    }

    private int run(String... arguments) {
        return Pfs.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
