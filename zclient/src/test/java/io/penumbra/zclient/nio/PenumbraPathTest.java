package io.penumbra.zclient.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What UNIX paths do, these do; the machine's own are asked where it has them. */
final class PenumbraPathTest {
    private static final List<String> PATHS =
            List.of(
                    "",
                    "/",
                    "a",
                    "/a",
                    "a/b",
                    "/a/b",
                    "/a/b/c",
                    "a//b/",
                    "//a",
                    ".",
                    "..",
                    "../a",
                    "/..",
                    "/a/../b",
                    "a/..",
                    "a/../..",
                    "./a",
                    "/a/./b/.",
                    "b",
                    "/b",
                    "é/ü",
                    "a b",
                    "../../x",
                    "/a/b/../..",
                    "..a",
                    "a..");

    private final PenumbraFileSystem files = Clusters.unasked("penumbra://m1:7000,m2:7001");

    PenumbraPathTest() throws Exception {}

    private PenumbraPath path(String first, String... more) {
        return files.getPath(first, more);
    }

    @Test
    void eachPathAnswersAsTheMachinesOwn() {
        for (var text : PATHS) {
            var mine = path(text);
            var own = Path.of(text);
            assertThat(mine).as("'%s'", text).hasToString(own.toString());
            assertThat(mine.isAbsolute()).isEqualTo(own.isAbsolute());
            assertThat(mine.getNameCount()).as("'%s'", text).isEqualTo(own.getNameCount());
            assertThat(text(mine.getRoot())).isEqualTo(text(own.getRoot()));
            assertThat(text(mine.getParent())).as("'%s'", text).isEqualTo(text(own.getParent()));
            assertThat(text(mine.getFileName())).isEqualTo(text(own.getFileName()));
            assertThat(mine.normalize()).as("'%s'", text).hasToString(own.normalize().toString());
            assertThat(texts(mine)).as("'%s'", text).isEqualTo(texts(own));
        }
    }

    @Test
    void eachTwoPathsAnswerAsTheMachinesOwn() {
        for (var one : PATHS) {
            for (var other : PATHS) {
                var mine = path(one);
                var own = Path.of(one);
                var what = "'%s' and '%s'".formatted(one, other);
                assertThat(mine.resolve(other)).as(what).hasToString(own.resolve(other).toString());
                assertThat(mine.resolveSibling(other))
                        .as(what)
                        .hasToString(own.resolveSibling(other).toString());
                assertThat(mine.startsWith(other)).as(what).isEqualTo(own.startsWith(other));
                assertThat(mine.endsWith(other)).as(what).isEqualTo(own.endsWith(other));
                assertThat(mine.equals(path(other))).as(what).isEqualTo(own.equals(Path.of(other)));
                assertThat(Integer.signum(mine.compareTo(path(other))))
                        .as(what)
                        .isEqualTo(Integer.signum(own.compareTo(Path.of(other))));
            }
        }
    }

    @Test
    void whatLeadsFromOneToAnotherLeadsThere() {
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            var one = path("/" + names(random));
            var other = path("/" + names(random));
            assertThat(one.resolve(one.relativize(other)).normalize())
                    .as("%s to %s", one, other)
                    .isEqualTo(other.normalize());
            assertThat(one.relativize(other))
                    .hasToString(
                            Path.of(one.toString())
                                    .relativize(Path.of(other.toString()))
                                    .toString());
        }
        assertThat(path("a/b").relativize(path("a/c"))).hasToString("../c");
        assertThat(path("").relativize(path("a"))).hasToString("a");
        assertThatThrownBy(() -> path("a").relativize(path("/a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path("../a").relativize(path("b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String names(Random random) {
        var names = new ArrayList<String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            names.add(List.of("a", "b", "c", ".", "..").get(random.nextInt(5)));
        }
        return String.join("/", names);
    }

    @Test
    void partsOfAPathAreRelative() {
        assertThat(path("/a/b/c").subpath(1, 3)).isEqualTo(path("b/c"));
        assertThat(path("/a/b/c").getName(0)).isEqualTo(path("a"));
        assertThat(path("/a", "b", "", "c/d")).hasToString("/a/b/c/d");
        assertThat(path("", "a")).hasToString("a");
        assertThatThrownBy(() -> path("/").getName(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path("/a").subpath(0, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void relativePathsBeginAtTheRoot() {
        assertThat(path("a/b").toAbsolutePath()).isEqualTo(path("/a/b"));
        assertThat(path("../a/./b/..").asked()).isEqualTo("/a");
        assertThat(path("").asked()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a b/c",
                "/100%/%41",
                "/ü/日本/😀",
                "/a?b#c",
                "/[x]{y}|\\^`",
                "/e\u0301",
                "/a+b&c=d;e:f@g",
                "/line\nbreak",
                "/\"quoted\"",
                "/tab\there"
            })
    void aUriLeadsBackToItsPath(String text) {
        var path = path(text);
        var uri = path.toUri();
        assertThat(uri.getScheme()).isEqualTo("penumbra");
        assertThat(uri.getAuthority()).isEqualTo("m1:7000,m2:7001");
        assertThat(ClusterUri.of(uri)).isEqualTo(files.cluster());
        assertThat(path(ClusterUri.pathOf(URI.create(uri.toString())))).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "penumbra://localhost, localhost:7000",
        "PENUMBRA://Localhost:7003/a/b, localhost:7003",
        "'penumbra://a:1,b:2', 'a:1,b:2'",
        "penumbra://127.0.0.1:7000/, 127.0.0.1:7000"
    })
    void aUriNamesItsMasters(String uri, String masters) {
        assertThat(ClusterUri.of(URI.create(uri))).hasToString(masters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a",
                "penumbra:/a",
                "penumbra:a",
                "penumbra://h:7000/a?b",
                "penumbra://h:7000/a#b",
                "penumbra://h:port/a",
                "penumbra:///a"
            })
    void aUriThatNamesNoClusterIsRefused(String uri) {
        assertThatThrownBy(() -> ClusterUri.of(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoPathOfThisClusterIsRefused() throws Exception {
        assertThatThrownBy(() -> path("a\0b")).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> path("\ud800")).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> path("/a").resolve(Path.of("b")))
                .isInstanceOf(ProviderMismatchException.class);
        var elsewhere = Clusters.unasked("penumbra://other:7000");
        assertThat(path("/a")).isNotEqualTo(elsewhere.getPath("/a"));
        assertThat(path("/a").startsWith(elsewhere.getPath("/"))).isFalse();
        assertThat(path("/a").startsWith(Path.of("/"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "glob:*.java, A.java, true",
        "glob:*.java, dir/A.java, false",
        "glob:**.java, dir/A.java, true",
        "'glob:*.{java,class}', A.class, true",
        "'glob:*.{java,class}', A.clas, false",
        "glob:a?c, abc, true",
        "glob:a?c, a/c, false",
        "glob:[a-c]x, bx, true",
        "glob:[!a-c]x, bx, false",
        "glob:[!a]x, /x, false",
        "glob:[-a]x, -x, true",
        "glob:[*?]x, *x, true",
        "glob:\\*, *, true",
        "glob:\\*, a, false",
        "glob:a.c, abc, false",
        "glob:(a)+$, (a)+$, true",
        "glob:ü_ß, ü_ß, true",
        "regex:a+, aaa, true",
        "REGEX:a+, b, false"
    })
    void namesMatchPatternsAsOnTheMachine(String pattern, String name, boolean matches) {
        assertThat(files.getPathMatcher(pattern).matches(path(name))).isEqualTo(matches);
        var own = Path.of("").getFileSystem().getPathMatcher(pattern);
        assertThat(own.matches(Path.of(name))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"glob:[a", "glob:{a", "glob:{a{b}}", "glob:\\", "glob:[a/b]", "a", ":a"})
    void wrongPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> files.getPathMatcher(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(@Nullable Path maybe) {
        return String.valueOf(maybe);
    }

    private static List<String> texts(Path path) {
        var names = new ArrayList<String>();
        path.forEach(name -> names.add(name.toString()));
        assertThat(Stream.iterate(0, i -> i + 1).limit(names.size()).map(i -> path.getName(i)))
                .map(Path::toString)
                .isEqualTo(names);
        return names;
    }
}
