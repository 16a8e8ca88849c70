package io.penumbra.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Commands.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemCommandsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SystemCommands commands = new SystemCommands();

    @TempDir private Path directory;

    @Test
    void anEndComesWithItsCodeAndAllThatWasPrinted() throws Exception {
        assertThat(commands.run(shell("echo out; echo err >&2; exit 3"), LONG))
                .isEqualTo(new Ended(3, "out\nerr"));
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        assertThat(commands.run(List.of("echo", "$HOME; false", "*"), LONG))
                .isEqualTo(new Ended(0, "$HOME; false *"));
    }

    @Test
    void aProgramThatIsNotThereIsAFailure() {
        assertThatThrownBy(() -> commands.run(List.of("/there/is/no/such/program"), LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/there/is/no/such/program");
    }

    @Test
    void whatDoesNotEndInTimeIsEndedWithAllThatItStarted() throws Exception {
        var pids = directory.resolve("pids");
        var script = "echo $$ > $0; sleep 1000 & echo $! >> $0; echo waiting; wait";
        var words = List.of("/bin/sh", "-c", script, pids.toString());
        assertThatThrownBy(() -> commands.run(words, Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("did not end within 1 s: waiting");
        for (var pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(each -> each.onExit().join());
        }
    }

    @Test
    void whatItStartedForGoodIsNotWaitedFor() throws Exception {
        var ended = commands.run(shell("sleep 1000 & echo $!"), LONG);
        var started = ProcessHandle.of(Long.parseLong(ended.output())).orElseThrow();
        assertThat(started.isAlive()).isTrue();
        started.destroyForcibly();
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }
}
