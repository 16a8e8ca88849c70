package io.penumbra.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GivenSettingsTest {
    private static LocalRole role(RoleKind kind) {
        return new LocalRole(
                kind.command(),
                kind,
                new Address("127.0.0.1", 1),
                List.of(),
                Map.of("chunkserver.listen", "127.0.0.1:1"));
    }

    @Test
    void aSettingGoesToTheRolesThatKnowIt() throws RefusedException {
        var given = GivenSettings.parse(List.of("master.history-window=2h"));
        assertThat(given.with(role(RoleKind.SHADOW_MASTER)).settings())
                .containsEntry("master.history-window", "2h");
        assertThat(given.with(role(RoleKind.GATEWAY)).settings())
                .doesNotContainKey("master.history-window");
    }

    @Test
    void whatPfsUpChoosesItselfIsRefusedByName() throws RefusedException {
        var given = GivenSettings.parse(List.of("chunkserver.listen=127.0.0.1:2"));
        assertThatThrownBy(() -> given.with(role(RoleKind.CHUNKSERVER)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("chunkserver.listen");
    }

    @Test
    void whatBelongsToNoRoleIsRefusedByName() {
        assertThatThrownBy(() -> GivenSettings.parse(List.of("mater.cache=1GiB")))
                .hasMessageContaining("mater.cache");
        assertThatThrownBy(() -> GivenSettings.parse(List.of("master.cache")))
                .hasMessageContaining("KEY=VALUE");
    }
}
