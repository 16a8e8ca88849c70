package io.penumbra.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads every file that people write, and names the places that are not tidy. */
final class TidyTest {
    private static final int JAVA_LINES_MAX = 500;

    // Written in pieces, so that this file does not find itself.
    private static final Pattern LEFTOVER =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    private static final Pattern PATH_OUTSIDE =
            Pattern.compile("[.][.]/sha" + "red\\b|(?<![\\w.])/wo" + "rk/");
    private static final Pattern VAGUE_TYPE =
            Pattern.compile(
                    "\\b(class|interface|record|enum)\\s+\\w*(Manager|Helper|Utils?|Impl)\\b");
    private static final Pattern EMPTY_CATCH =
            Pattern.compile("catch\\s*\\([^)]*\\)\\s*\\{\\s*\\}");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)[^)]*\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("^([a-z][a-z0-9+.-]*:|#).*");

    private final SourceTree tree = SourceTree.find();

    @Test
    void nothingIsLeftForLater() throws IOException {
        var sources =
                tree.files().stream().filter(file -> !SourceTree.hasEnding(file, ".md")).toList();
        assertThat(linesWith(LEFTOVER, sources)).isEmpty();
    }

    @Test
    void noFileNamesAPlaceOutsideTheProject() throws IOException {
        assertThat(linesWith(PATH_OUTSIDE, tree.files())).isEmpty();
    }

    @Test
    void typesSayWhatTheyAre() throws IOException {
        assertThat(linesWith(VAGUE_TYPE, tree.files(".java")))
                .filteredOn(line -> !line.contains(": *") && !line.contains(": //"))
                .isEmpty();
    }

    @Test
    void noCatchBlockIsEmpty() throws IOException {
        assertThat(tree.files(".java"))
                .filteredOn(file -> EMPTY_CATCH.matcher(tree.read(file)).find())
                .isEmpty();
    }

    @Test
    void noJavaFileIsTooLong() throws IOException {
        assertThat(tree.files(".java"))
                .filteredOn(file -> tree.read(file).lines().count() > JAVA_LINES_MAX)
                .isEmpty();
    }

    @Test
    void linksInThePagesLeadSomewhere() throws IOException {
        assertThat(tree.files(".md").stream().flatMap(this::brokenLinks)).isEmpty();
    }

    private Stream<String> brokenLinks(Path page) {
        var prose = CODE_BLOCK.matcher(tree.read(page)).replaceAll("");
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !ELSEWHERE.matcher(target).matches())
                .filter(target -> !Files.exists(page.resolveSibling(withoutAnchor(target))))
                .map(target -> tree.nameOf(page) + ": " + target);
    }

    private List<String> linesWith(Pattern pattern, List<Path> files) {
        return files.stream().flatMap(file -> linesWith(pattern, file)).toList();
    }

    private Stream<String> linesWith(Pattern pattern, Path file) {
        var lines = tree.read(file).lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> pattern.matcher(lines.get(i)).find())
                .mapToObj(i -> tree.nameOf(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
    }

    private static String withoutAnchor(String target) {
        int anchor = target.indexOf('#');
        return anchor < 0 ? target : target.substring(0, anchor);
    }
}
