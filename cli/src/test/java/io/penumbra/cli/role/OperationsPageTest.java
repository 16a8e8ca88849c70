package io.penumbra.cli.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.cli.Failures;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.gateway.GatewaySettings;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.shadow.node.MasterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/operations.md says what the code does. */
final class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-zA-Z.-]+)` \\|");
    private static final Pattern EXIT = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");

    @ParameterizedTest
    @EnumSource(RoleKind.class)
    void theKeysOfEachProcessAreThoseThatItKnows(RoleKind kind) throws Exception {
        assertThat(documentedKeys(kind)).isEqualTo(knownKeys(kind));
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void everyRefusalStandsAtItsExitCode(RefusalCode code) throws IOException {
        assertThat(exitCodes().get(code.exit())).contains(code.name());
    }

    @Test
    void theExitCodesOfProcessesAreTheirOwn() throws IOException {
        assertThat(exitCodes())
                .containsKeys(
                        Failures.WORLD,
                        ExitCode.LOST_LEADERSHIP,
                        ExitCode.FAULT,
                        ExitCode.WRONG_SETTINGS);
        assertThat(RefusalCode.values())
                .extracting(RefusalCode::exit)
                .doesNotContain(
                        0,
                        Failures.WORLD,
                        ExitCode.LOST_LEADERSHIP,
                        ExitCode.FAULT,
                        ExitCode.WRONG_SETTINGS);
    }

    private static Set<String> knownKeys(RoleKind kind) throws IOException, SettingsException {
        var settings =
                Settings.parse(
                        "test",
                        List.of(
                                "master.data-directory = x",
                                "chunkserver.data = x",
                                "zookeeper.data-directory = x"));
        switch (kind) {
            case MASTER, SHADOW_MASTER -> MasterSettings.from(settings);
            case CHUNKSERVER -> {
                ChunkserverRole.settingsFrom(settings);
                DataDirectories.from(settings);
            }
            case GATEWAY -> GatewaySettings.from(settings);
            case ZOOKEEPER -> ZookeeperRole.Setup.from(settings);
        }
        if (kind != RoleKind.GATEWAY && kind != RoleKind.ZOOKEEPER) {
            ClusterSettings.from(settings);
        }
        return settings.known();
    }

    private static Set<String> documentedKeys(RoleKind kind) throws IOException {
        String page = Files.readString(PAGE);
        String heading =
                switch (kind) {
                    case MASTER, SHADOW_MASTER -> "### master and shadow-master\n";
                    case CHUNKSERVER, GATEWAY, ZOOKEEPER -> "### " + kind.command() + "\n";
                };
        int from = page.indexOf(heading) + heading.length();
        int to = page.indexOf("\n#", from);
        return KEY.matcher(page.substring(from, to))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<Integer, String> exitCodes() throws IOException {
        return EXIT.matcher(Files.readString(PAGE))
                .results()
                .collect(
                        Collectors.toMap(
                                row -> Integer.parseInt(row.group(1)), row -> row.group(2)));
    }
}
