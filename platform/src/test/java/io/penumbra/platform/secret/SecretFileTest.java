package io.penumbra.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
    @TempDir private Path temp;

    private Path file(String content, String mode) throws Exception {
        var file = Files.writeString(temp.resolve("secret"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aMissingFileIsMadeForItsOwnerAloneAndReadTheSameAgain() throws Exception {
        var file = temp.resolve("new");
        var made = SecretFile.readOrMake(file);
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var text = Files.readString(file).strip();
        assertThat(text).hasSize(43);
        assertThat(made.isShownBy(text)).isTrue();
        assertThat(made.isShownBy(text + "x")).isFalse();
        assertThat(made.isShownBy("")).isFalse();
        assertThat(SecretFile.readOrMake(file).proofFor("it")).isEqualTo(made.proofFor("it"));
        assertThat(made.proofFor("another")).isNotEqualTo(made.proofFor("it"));
    }

    @Test
    void aFileThatEveryUserMayReadIsRefusedWithTheRemedy() throws Exception {
        var file = file("a secret that is long enough\n", "rw-r--r--");
        assertThatThrownBy(() -> SecretFile.read(file)).hasMessageContaining("chmod 600 " + file);
        assertThat(SecretFile.read(file("a secret that is long enough\n", "rw-r-----")))
                .isNotNull();
    }

    @Test
    void whatIsTooShortOrNotOneLineIsNoSecret() throws Exception {
        for (var content : List.of("", "short\n", "two lines of it,\neach long enough\n")) {
            var file = file(content, "rw-------");
            assertThatThrownBy(() -> SecretFile.read(file)).hasMessageContaining("16 characters");
        }
    }

    @Test
    void whoListensBeyondThisMachineNeedsASecretOrToSayThatItNeedsNone() throws Exception {
        var everywhere = new Address("0.0.0.0", 7000);
        var none = trust();
        none.requireFor(new Address("localhost", 7000));
        assertThatThrownBy(() -> none.requireFor(everywhere))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cluster.secret-file");
        trust("cluster.insecure = true").requireFor(everywhere);
        var file = file("a secret that is long enough\n", "rw-------");
        var known = trust("cluster.secret-file = " + file);
        known.requireFor(everywhere);
        assertThat(known.secret().orElseThrow().isShownBy("a secret that is long enough")).isTrue();
        assertThatThrownBy(() -> trust("cluster.secret = x", "cluster.secret-file = " + file))
                .hasMessageContaining("one will do");
    }

    private static Trust trust(String... lines) throws SettingsException {
        return Trust.from(Settings.parse("test", List.of(lines)));
    }
}
