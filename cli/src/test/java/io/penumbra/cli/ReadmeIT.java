package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README's tour does what the page says, in the order of the page. */
@ExtendWith(OneClusterForAll.class)
final class ReadmeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```");
    private static final String ADDRESS = "(?:127\\.0\\.0\\.1|localhost):\\d+";

    /** The page's addresses and numbers are not those of this cluster. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<anything>\\.\\.\\.)|(?<address>%s)|(?<number>\\d+)|\\s+|."
                            .formatted(ADDRESS));

    @TempDir private Path folder;
    private final RunningCluster cluster;

    ReadmeIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    /** What is typed, and what comes then: dots stand for anything, numbers for any number. */
    private record Step(String command, List<String> expected) {}

    private static List<Step> steps(String page) {
        var steps = new ArrayList<Step>();
        BLOCK.matcher(page)
                .results()
                .flatMap(block -> block.group(1).lines())
                .forEach(line -> {
                    if (line.startsWith("$ ")) {
                        steps.add(new Step(line.substring(2), new ArrayList<>()));
                    } else {
                        steps.getLast().expected().add(line);
                    }
                });
        return steps;
    }

    @Test
    void theTourGoesAsThePageSays() throws Exception {
        Files.createSymbolicLink(folder.resolve("scripts"), ROOT.resolve("scripts"));
        Files.copy(ROOT.resolve("README.md"), folder.resolve("README.md"));
        copyPages();
        var steps = steps(Files.readString(ROOT.resolve("README.md")));
        assertThat(steps).hasSizeGreaterThan(15);
        for (var step : steps) {
            var said = run(step.command());
            assertThat(said).as(step.command()).containsPattern(pattern(step.expected()));
        }
    }

    private void copyPages() throws Exception {
        Files.createDirectory(folder.resolve("docs"));
        try (var pages = Files.list(ROOT.resolve("docs"))) {
            for (var page : pages.toList()) {
                Files.copy(page, folder.resolve("docs").resolve(page.getFileName()));
            }
        }
    }

    private String run(String command) throws Exception {
        var here = command.replace("localhost:8000", cluster.gatewayAddress());
        var said = Files.createTempFile(folder, "said", ".txt");
        var builder =
                new ProcessBuilder("bash", "-o", "pipefail", "-c", here)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("PENUMBRA_MASTERS", cluster.masters());
        builder.environment().put("PENUMBRA_NO_BUILD", "1");
        int code = builder.start().waitFor();
        var text = Files.readString(said, UTF_8);
        assertThat(code).as("%s: %s", command, text).isZero();
        return text;
    }

    private static Pattern pattern(List<String> expected) {
        return Pattern.compile(
                TOKEN.matcher(String.join("\n", expected))
                        .results()
                        .map(ReadmeIT::pattern)
                        .collect(Collectors.joining()));
    }

    private static String pattern(MatchResult token) {
        if (token.group("anything") != null) {
            return "(?s:.*?)";
        }
        if (token.group("address") != null) {
            return ADDRESS;
        }
        if (token.group("number") != null) {
            return "\\d+";
        }
        return token.group().isBlank() ? "\\s+" : Pattern.quote(token.group());
    }
}
