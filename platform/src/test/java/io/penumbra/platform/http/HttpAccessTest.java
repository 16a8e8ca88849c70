package io.penumbra.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HttpAccessTest {
    private final HttpAccess access =
            new HttpAccess(Optional.of(new ClusterSecret("s3cret_of-the.cluster")));

    private boolean admits(@Nullable String authorization) {
        try {
            access.require(authorization, "/files");
            return true;
        } catch (RefusedException e) {
            assertThat(e.code()).isEqualTo(RefusalCode.UNAUTHENTICATED);
            return false;
        }
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    @Test
    void whoShowsTheSecretComesIn() throws RefusedException {
        assertThat(admits("Bearer s3cret_of-the.cluster")).isTrue();
        assertThat(admits("bearer  s3cret_of-the.cluster ")).isTrue();
        assertThat(admits(basic("ann:s3cret_of-the.cluster"))).isTrue();
        assertThat(admits(basic(":s3cret_of-the.cluster"))).isTrue();
        HttpAccess.open().require(null, "/files");
    }

    @Test
    void everyoneElseStaysOutside() {
        assertThat(admits(null)).isFalse();
        assertThat(admits("")).isFalse();
        assertThat(admits("Bearer")).isFalse();
        assertThat(admits("Bearer wrong")).isFalse();
        assertThat(admits("Digest s3cret_of-the.cluster")).isFalse();
        assertThat(admits("Basic s3cret_of-the.cluster")).isFalse();
        assertThat(admits(basic("s3cret_of-the.cluster:x"))).isFalse();
        assertThat(admits(basic("s3cret_of-the.cluster:"))).isFalse();
    }
}
