package io.penumbra.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusedException;
import org.junit.jupiter.api.Test;

final class PathTemplateTest {
    private final PathTemplate file = new PathTemplate("/files/{path}");
    private final PathTemplate scrub = new PathTemplate("/servers/{server}/scrub");

    @Test
    void thePathIsAllThatIsLeft() throws RefusedException {
        assertThat(file.values("/files/d%20e/f")).containsEntry("path", "/d e/f");
        assertThat(file.values("/files/")).containsEntry("path", "/");
        assertThat(file.values("/files")).containsEntry("path", "/");
    }

    @Test
    void onlyWholeNamesMatch() {
        assertThat(file.matches("/files")).isTrue();
        assertThat(file.matches("/files/x/y")).isTrue();
        assertThat(file.matches("/filesystem")).isFalse();
        assertThat(file.matches("*")).isFalse();
    }

    @Test
    void aVariableIsOneSegment() throws RefusedException {
        assertThat(scrub.matches("/servers/cs-1/scrub")).isTrue();
        assertThat(scrub.matches("/servers//scrub")).isFalse();
        assertThat(scrub.matches("/servers/cs-1")).isFalse();
        assertThat(scrub.matches("/servers/a/b/scrub")).isFalse();
        assertThat(scrub.values("/servers/cs%2D1/scrub")).containsEntry("server", "cs-1");
    }
}
