package io.penumbra.zclient.nio;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.zclient.Links;
import io.penumbra.zclient.PermissionBits;
import io.penumbra.zclient.nio.OpenMode.Missing;
import io.penumbra.zclient.nio.OpenMode.Purpose;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.spi.FileSystemProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked for in words, and what is refused before any cluster hears of it. */
final class OptionsTest {
    @Test
    void optionsSayWhatAFileIsOpenedFor() {
        assertThat(OpenMode.of(Set.of()))
                .isEqualTo(new OpenMode(Purpose.READ, Missing.REFUSE, false, Links.FOLLOW));
        assertThat(OpenMode.of(Set.of(READ, LinkOption.NOFOLLOW_LINKS, CREATE_NEW)))
                .isEqualTo(new OpenMode(Purpose.READ, Missing.REFUSE, false, Links.KEEP));
        assertThat(OpenMode.of(Set.of(WRITE, CREATE, CREATE_NEW, SPARSE)))
                .isEqualTo(new OpenMode(Purpose.WRITE, Missing.CREATE_NEW, false, Links.FOLLOW));
        assertThat(OpenMode.of(Set.of(WRITE, CREATE, TRUNCATE_EXISTING)))
                .isEqualTo(new OpenMode(Purpose.WRITE, Missing.CREATE, true, Links.FOLLOW));
        assertThat(OpenMode.of(Set.of(APPEND, WRITE)))
                .isEqualTo(new OpenMode(Purpose.APPEND, Missing.REFUSE, false, Links.FOLLOW));
    }

    @Test
    void optionsThatCannotBeKeptAreNamed() {
        for (var options :
                List.<Set<OpenOption>>of(
                        Set.of(READ, WRITE),
                        Set.of(WRITE, SYNC),
                        Set.of(WRITE, DSYNC),
                        Set.of(WRITE, DELETE_ON_CLOSE))) {
            assertThatThrownBy(() -> OpenMode.of(options))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("not supported: ");
        }
        assertThatThrownBy(() -> OpenMode.of(Set.of(APPEND, TRUNCATE_EXISTING)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OpenMode.of(Set.of(APPEND, READ)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAFileSystemCannotDoIsNamed() throws Exception {
        var files = Clusters.unasked("penumbra://m1:7000");
        var path = files.getPath("/f");
        assertThatThrownBy(() -> FileChannel.open(path)).hasMessageContaining("file locks");
        assertThatThrownBy(() -> Files.createLink(path, path)).hasMessageContaining("hard links");
        assertThatThrownBy(files::newWatchService).hasMessageContaining("watch service");
        assertThatThrownBy(() -> Files.readAttributes(path, "dos:hidden"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.setAttribute(path, "creationTime", null))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(path, "basic:permissions"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Files.setAttribute(path, "size", 1L))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void permissionsAreTheModesLowerBits() {
        for (int mode = 0; mode <= 0777; mode++) {
            assertThat(Permissions.mode(PermissionBits.of(mode))).isEqualTo(mode);
        }
        assertThat(PosixFilePermissions.toString(PermissionBits.of(01754))).isEqualTo("rwxr-xr--");
    }

    @Test
    void theProviderIsFoundByItsScheme() {
        assertThat(FileSystemProvider.installedProviders())
                .extracting(FileSystemProvider::getScheme)
                .contains("penumbra");
        assertThatThrownBy(() -> Path.of(URI.create("penumbra://nobody:7000/a")))
                .isInstanceOf(FileSystemNotFoundException.class)
                .hasMessageContaining("nobody:7000");
    }

    @Test
    void theEnvironmentNamesUserGroupsAndTimeout() throws IOException {
        var cluster = ClusterUri.of(URI.create("penumbra://m1:7000"));
        var settings =
                Environment.settings(
                        cluster, Map.of("user", "ann", "groups", "staff,ops", "timeout", "PT5S"));
        assertThat(settings.user()).isEqualTo("ann");
        assertThat(settings.groups()).containsExactly("staff", "ops");
        assertThat(settings.operationDeadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Environment.settings(cluster, Map.of("groups", List.of("x"))).groups())
                .containsExactly("x");
        for (var wrong :
                List.<Map<String, ?>>of(
                        Map.of("usr", "ann"), Map.of("timeout", 5), Map.of("groups", 5))) {
            assertThatThrownBy(() -> Environment.settings(cluster, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
