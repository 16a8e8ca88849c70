package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

/** docs/cli.md and the help say the same as the code. */
final class CliPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    static Iterable<String> commands() {
        return Pfs.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandStandsOnThePage(String command) throws Exception {
        assertThat(Files.readString(PAGE)).containsPattern("`pfs " + command + "[` ]");
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void everyExitCodeIsExplained(RefusalCode code) throws Exception {
        assertThat(Files.readString(PAGE)).contains("\n| " + code.exit() + " | ");
        assertThat(Pfs.commandLine().getUsageMessage(Ansi.OFF))
                .containsPattern("(?m)^ +" + code.exit() + " +\\S");
    }

    @Test
    void theExitCodesOfThePageAreThoseOfTheHelp() throws Exception {
        var codes = Pfs.commandLine().getCommandSpec().usageMessage().exitCodeList();
        var page = Files.readString(PAGE).replace('`', '\'');
        assertThat(codes)
                .allSatisfy((code, text) -> assertThat(page).contains("| " + code + " | " + text));
    }
}
