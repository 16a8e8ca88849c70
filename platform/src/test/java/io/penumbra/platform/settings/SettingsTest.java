package io.penumbra.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir private Path directory;

    @Test
    void everyTypeIsReadAsItIsWritten() throws SettingsException {
        var settings =
                parse(
                        "# a comment",
                        "",
                        "name = with = equals and spaces ",
                        "count=7",
                        "size = 64MiB",
                        "plain = 512",
                        "tick = 500ms",
                        "window = 30 m",
                        "listen = 127.0.0.1:7000",
                        "peers = a:1, b:2,",
                        "data = /var/lib/penumbra",
                        "strict = true");
        assertThat(settings.string("name")).isEqualTo("with = equals and spaces");
        assertThat(settings.integer("count", 1, 0, 10)).isEqualTo(7);
        assertThat(settings.bytes("size", 0)).isEqualTo(64L << 20);
        assertThat(settings.bytes("plain", 0)).isEqualTo(512);
        assertThat(settings.duration("tick", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.duration("window", Duration.ZERO)).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.address("listen")).isEqualTo(new Address("127.0.0.1", 7000));
        assertThat(settings.list("peers", List.of())).containsExactly("a:1", "b:2");
        assertThat(settings.path("data")).isEqualTo(Path.of("/var/lib/penumbra"));
        assertThat(settings.bool("strict", false)).isTrue();
        settings.requireNothingLeft();
    }

    @Test
    void whatIsNotSetHasItsDefault() throws SettingsException {
        var settings = parse();
        assertThat(settings.string("name", "none")).isEqualTo("none");
        assertThat(settings.optional("secret")).isEqualTo(Optional.empty());
        assertThat(settings.duration("tick", Duration.ofDays(2))).isEqualTo(Duration.ofDays(2));
        assertRefused(() -> settings.string("name"), "the setting 'name' is missing");
    }

    @Test
    void keysThatNameThingsAreReadByWhatTheyName() throws SettingsException {
        var settings = parse("tick.10.0.0.1 = 1s", "tick.m2 = 2s", "tick. = 3s", "tack.m1 = 4s");
        assertThat(settings.below("tick.", "HOST", Values::duration))
                .containsExactly(
                        Map.entry("10.0.0.1", Duration.ofSeconds(1)),
                        Map.entry("m2", Duration.ofSeconds(2)));
        assertRefused(
                settings::requireNothingLeft,
                "test.conf:4: unknown setting 'tack.m1'\ntest.conf:3: unknown setting 'tick.'");
        assertRefused(
                () -> parse("tick.m1 = soon").below("tick.", "HOST", Values::duration),
                "test.conf:1: 'tick.m1': 'soon' is not a time such as 500ms, 10s, 5m, 2h or 7d");
    }

    @Test
    void anUnknownKeyStopsTheStartAndNamesTheNearest() throws SettingsException {
        var settings = parse("heartbeat-intervall = 1s", "colour = red");
        settings.duration("heartbeat-interval", Duration.ZERO);
        assertRefused(
                settings::requireNothingLeft,
                """
                test.conf:2: unknown setting 'colour'
                test.conf:1: unknown setting 'heartbeat-intervall'; \
                did you mean 'heartbeat-interval'?\
                """);
    }

    @Test
    void linesThatAreNoSettingsAreRefusedWithTheirPlace() {
        assertRefused(
                () -> parse("a = 1", "nonsense"),
                "test.conf:2: not of the form 'key = value': 'nonsense'");
        assertRefused(() -> parse("= 1"), "test.conf:1: not of the form 'key = value': '= 1'");
        assertRefused(
                () -> parse("a = 1", "", "a = 2"),
                "test.conf:3: 'a' is set already at test.conf:1");
    }

    @Test
    void valuesThatCannotBeReadSayWhatWouldBeRight() throws SettingsException {
        var settings = parse("a = 10 parsecs", "b = 1GB", "c = 11", "d = yes", "e = 99999999TiB");
        assertRefused(
                () -> settings.duration("a", Duration.ZERO),
                "test.conf:1: 'a': '10 parsecs' is not a time such as 500ms, 10s, 5m, 2h or 7d");
        assertRefused(
                () -> settings.bytes("b", 0),
                "test.conf:2: 'b': '1GB' is not a size such as 512, 4KiB, 64MiB or 1GiB");
        assertRefused(
                () -> settings.integer("c", 0, 1, 10),
                "test.conf:3: 'c': '11' is not a whole number from 1 to 10");
        assertRefused(
                () -> settings.bool("d", false),
                "test.conf:4: 'd': 'yes' is neither true nor false");
        assertRefused(
                () -> settings.bytes("e", 0),
                "test.conf:5: 'e': '99999999TiB' is not a size such as 512, 4KiB, 64MiB or 1GiB");
    }

    @Test
    void theCommandLineReplacesTheFile() throws Exception {
        var file = directory.resolve("penumbra.conf");
        Files.writeString(file, "a = 1\nb = 2\n");
        var settings = Settings.read(file).with(List.of("b=3"));
        assertThat(settings.string("a")).isEqualTo("1");
        assertThat(settings.string("b")).isEqualTo("3");
        assertRefused(
                () -> Settings.none().with(List.of("verbose")),
                "the command line: not of the form 'key = value': 'verbose'");
        var left = Settings.none().with(List.of("bb=3"));
        assertRefused(left::requireNothingLeft, "the command line: unknown setting 'bb'");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var missing = directory.resolve("missing.conf");
        assertThatThrownBy(() -> Settings.read(missing))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(missing.toString());
    }

    private static Settings parse(String... lines) throws SettingsException {
        return Settings.parse("test.conf", List.of(lines));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(SettingsException.class).hasMessage(message);
    }
}
