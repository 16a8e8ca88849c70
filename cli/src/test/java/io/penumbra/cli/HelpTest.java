package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HelpTest {
    static Iterable<String> commands() {
        return Pfs.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfWithExamples(String name) {
        var command = Objects.requireNonNull(Pfs.commandLine().getSubcommands().get(name));
        assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("Usage: pfs " + name, "Examples:", "  pfs " + name, "--help");
        assertThat(command.getCommandSpec().options())
                .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    }

    @Test
    void pfsAloneShowsWhatThereIs() {
        assertThat(Pfs.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("Commands:", "up ", "put ", "status ", "Examples:");
    }
}
