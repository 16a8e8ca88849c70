package io.penumbra.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ContentTypesTest {
    @Test
    void theEndingDecides() {
        assertThat(ContentTypes.of("/a/b.JPG")).isEqualTo("image/jpeg");
        assertThat(ContentTypes.of("/a/b.tar.gz")).isEqualTo("application/gzip");
        assertThat(ContentTypes.of("/a.txt/b")).isEqualTo(ContentTypes.UNKNOWN);
        assertThat(ContentTypes.of("/txt")).isEqualTo(ContentTypes.UNKNOWN);
        assertThat(ContentTypes.of("/x.")).isEqualTo(ContentTypes.UNKNOWN);
    }
}
