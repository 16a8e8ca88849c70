package io.penumbra.shadow.respawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ProcessEntry;
import io.penumbra.shadow.node.MasterSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RespawnCommandTest {
    private static final Peer PEER =
            new Peer("cs-1", "chunkserver", "rack1-h7", new Address("10.0.0.7", 7100), 0);

    @Test
    void placesAreFilledInWordByWord() {
        assertThat(
                        RespawnCommand.parse(
                                        "  ssh {host}  systemctl\tstart {role}@{address} id={id} ")
                                .of(PEER))
                .containsExactly(
                        "ssh",
                        "rack1-h7",
                        "systemctl",
                        "start",
                        "chunkserver@10.0.0.7:7100",
                        "id=cs-1");
    }

    @ParameterizedTest
    @CsvSource({
        "'', a command is needed",
        "'  ', a command is needed",
        "start {rôle}, '{rôle}'",
        "start {}, '{}'",
        "start {role, a brace without its other one",
        "start role}, a brace without its other one",
    })
    void aCommandThatCannotBeIsRefusedInWords(String text, String why) {
        assertThatThrownBy(() -> RespawnCommand.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aCommandThatCannotBeStopsTheStartAndNamesItsKey() {
        var lines = List.of("master.data-directory = x", "respawn.m1 = start {what}");
        assertThatThrownBy(() -> MasterSettings.from(Settings.parse("master.conf", lines)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("master.conf:2: 'respawn.m1': '{what}' stands for nothing");
    }

    @Test
    void aProcessIsWhatItSaidWhenItStarted() {
        assertThat(Peer.of("cs-1", entry("rack1-h7").build(), 0)).isEqualTo(Optional.of(PEER));
    }

    /** ssh gives all that it gets to a shell; and anyone who reaches ZooKeeper may write there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=x", "h;reboot", "a b", "$(x)", "h\nx", "ü"})
    void aNameThatAShellWouldReadIsNobodys(String name) {
        assertThat(Peer.of("cs-1", entry(name).build(), 0)).isEmpty();
        assertThat(Peer.of(name, entry("h").build(), 0)).isEmpty();
        var at = Endpoint.newBuilder().setHost(name).setPort(7100);
        assertThat(Peer.of("cs-1", entry("h").setEndpoint(at).build(), 0)).isEmpty();
    }

    @Test
    void aProcessOfUnknownKindIsNobodys() {
        assertThat(Peer.of("cs-1", entry("h").clearRole().build(), 0)).isEmpty();
        assertThat(Peer.of("cs-1", entry("h").setRoleValue(9).build(), 0)).isEmpty();
        assertThat(Peer.of("cs-1", entry("h").clearEndpoint().build(), 0)).isEmpty();
    }

    private static ProcessEntry.Builder entry(String host) {
        return ProcessEntry.newBuilder()
                .setRole(ProcessEntry.Role.CHUNKSERVER)
                .setHost(host)
                .setEndpoint(Endpoint.newBuilder().setHost("10.0.0.7").setPort(7100));
    }
}
