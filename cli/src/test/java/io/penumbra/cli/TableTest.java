package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columnsStandBelowEachOther() {
        var table = new Table(1);
        table.row("master", 7, "leader");
        table.row("cs", 1234, "");
        var text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertThat(text.toString().lines()).containsExactly("master     7  leader", "cs      1234");
    }
}
