package io.penumbra.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/hazards.md and the tests to each other: a row names exactly the tests that carry its
 * number. With {@code -Dhazards.write=true} the page is brought up to date instead.
 */
final class HazardsTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| ([^|]*) \\|");
    private static final Pattern MENTION =
            Pattern.compile("Hazards? (\\d+(?:(?:, | and |, and )\\d+)*)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String NOT_SHOWN = "—";

    @Test
    void everyRowNamesTheTestsThatCarryItsNumber() throws IOException {
        var root = SourceTree.find().root();
        var page = root.resolve("docs/hazards.md");
        var expected = withTests(Files.readAllLines(page), testsByHazard(root));
        if (Boolean.getBoolean("hazards.write")) {
            Files.write(page, expected);
        }
        assertThat(Files.readAllLines(page))
                .as("docs/hazards.md; -Dhazards.write=true brings it up to date")
                .isEqualTo(expected);
    }

    private static List<String> withTests(
            List<String> lines, Map<Integer, NavigableSet<String>> tests) {
        var result = new ArrayList<String>();
        for (var line : lines) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                var names = tests.get(Integer.parseInt(row.group(1)));
                result.add(
                        line.substring(0, row.start(2))
                                + (names == null ? NOT_SHOWN : String.join(", ", names))
                                + " |");
            } else {
                result.add(line);
            }
        }
        return result;
    }

    private static NavigableMap<Integer, NavigableSet<String>> testsByHazard(Path root)
            throws IOException {
        var tests = new TreeMap<Integer, NavigableSet<String>>();
        try (var files = Files.walk(root)) {
            var sources =
                    files.filter(HazardsTest::holdsTests)
                            .collect(Collectors.toCollection(TreeSet::new));
            for (var source : sources) {
                var mentions =
                        MENTION.matcher(
                                Files.readString(source)
                                        .replaceAll("\\s*\\n\\s*\\*?/?/?\\s*", " "));
                while (mentions.find()) {
                    var numbers = NUMBER.matcher(mentions.group(1));
                    while (numbers.find()) {
                        tests.computeIfAbsent(
                                        Integer.parseInt(numbers.group()), _ -> new TreeSet<>())
                                .add(nameOf(source));
                    }
                }
            }
        }
        return tests;
    }

    private static boolean holdsTests(Path file) {
        var path = file.toString().replace('\\', '/');
        return path.endsWith(".java")
                && (path.contains("/src/test/")
                        || path.contains("testkit/src/main/")
                        || path.contains("simulation/src/main/"))
                && !path.endsWith("/HazardsTest.java");
    }

    private static String nameOf(Path source) {
        return "`" + source.getFileName().toString().replace(".java", "") + "`";
    }
}
