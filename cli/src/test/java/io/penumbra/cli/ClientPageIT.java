package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every line of docs/client.md does what the page says, in JShell as scripts/zshell sets it up. */
@ExtendWith(OneClusterForAll.class)
final class ClientPageIT {
    private static final Path PAGE = Path.of("..", "docs", "client.md");
    private static final Path ZSHELL = Path.of("..", "scripts", "zshell");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern LINE = Pattern.compile("(.*?;)\\s*(?:// (==>|fails:) (.*))?");

    private final RunningCluster cluster;

    ClientPageIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everyLineDoesWhatThePageSays() throws Exception {
        try (var shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            startOfZshell().forEach(line -> run(shell, line));
            var lines =
                    BLOCK.matcher(Files.readString(PAGE))
                            .results()
                            .flatMap(block -> block.group(1).lines())
                            .toList();
            assertThat(lines).hasSizeGreaterThan(40);
            lines.forEach(line -> check(shell, line));
        }
    }

    /** Its imports, and how it connects. */
    private Stream<String> startOfZshell() throws Exception {
        return Files.readString(ZSHELL)
                .lines()
                .filter(line -> line.startsWith("import ") || line.startsWith("ZClient z "))
                .map(line -> line.replace("$masters", cluster.masters()));
    }

    private static void check(JShell shell, String text) {
        var line = LINE.matcher(text);
        assertThat(line.matches()).as("one statement a line: %s", text).isTrue();
        var event = run(shell, line.group(1));
        var failure = event.exception();
        var expected = line.group(3);
        if ("fails:".equals(line.group(2))) {
            assertThat(failure).as(text).isNotNull();
            assertSays(String.valueOf(failure.getMessage()), expected, text);
            return;
        }
        assertThat(failure).as(text).isNull();
        if (expected != null) {
            assertSays(event.value(), expected, text);
        }
    }

    private static void assertSays(String value, String expected, String text) {
        if (expected.endsWith("...")) {
            assertThat(value).as(text).startsWith(expected.substring(0, expected.length() - 3));
        } else {
            assertThat(value).as(text).isEqualTo(expected);
        }
    }

    private static SnippetEvent run(JShell shell, String line) {
        List<SnippetEvent> events = shell.eval(line);
        var event = events.getLast();
        assertThat(event.status())
                .as("%s: %s", line, shell.diagnostics(event.snippet()).toList())
                .isEqualTo(Snippet.Status.VALID);
        return event;
    }
}
