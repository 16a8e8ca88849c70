package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailuresTest {
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void aRefusalIsOneLineAndItsExitCode(RefusalCode code) {
        assertThat(report(new PenumbraException(new Refusal(code, "/a", "cannot be; do b"))))
                .isEqualTo(code.exit());
        assertThat(err.toString().lines()).containsExactly("pfs: /a: cannot be; do b");
    }

    @Test
    void aMissingLocalFileIsNotFoundToo() {
        assertThat(report(new NoSuchFileException("notes.txt")))
                .isEqualTo(RefusalCode.NOT_FOUND.exit());
        assertThat(err.toString().lines())
                .containsExactly("pfs: notes.txt: no such file on this machine");
    }

    @Test
    void whatTheMachineSaysFitsOneLine() {
        assertThat(report(new IOException("disk\n  is gone"))).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("pfs: disk; is gone");
    }

    @Test
    void aBugSaysHowToSeeMore() {
        assertThat(report(new IllegalStateException("x"))).isEqualTo(70);
        assertThat(err.toString()).contains("PENUMBRA_DEBUG=1").doesNotContain("\tat ");
    }

    @Test
    void misuseNamesTheCommandAndItsHelp() {
        int code = Pfs.commandLine().setErr(new PrintWriter(err)).execute("put", "a");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("pfs put: ").contains("'pfs put --help' says more");
    }

    private int report(Throwable failure) {
        return Failures.report(failure, new PrintWriter(err));
    }
}
