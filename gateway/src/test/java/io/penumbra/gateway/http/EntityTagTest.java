package io.penumbra.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import org.junit.jupiter.api.Test;

final class EntityTagTest {
    private final EntityTag tag = new EntityTag(new InodeId(0xab), new FileVersion(7));

    @Test
    void aTagNamesFileAndVersion() {
        assertThat(tag).hasToString("\"ab-7\"");
    }

    @Test
    void ifMatchAdmitsOnlyListedStrongTags() {
        assertThat(tag.isAdmittedBy("*")).isTrue();
        assertThat(tag.isAdmittedBy("\"x\", \"ab-7\"")).isTrue();
        assertThat(tag.isAdmittedBy("W/\"ab-7\"")).isFalse();
        assertThat(tag.isAdmittedBy("\"ab-8\"")).isFalse();
    }

    @Test
    void ifNoneMatchKnowsWeakTagsToo() {
        assertThat(tag.isKnownTo(null)).isFalse();
        assertThat(tag.isKnownTo("*")).isTrue();
        assertThat(tag.isKnownTo("\"x\",W/\"ab-7\"")).isTrue();
        assertThat(tag.isKnownTo("\"ab-70\"")).isFalse();
    }

    @Test
    void aPartIsSentOnlyOfTheVersionThatTheClientHas() {
        assertThat(tag.allowsPart(null)).isTrue();
        assertThat(tag.allowsPart("\"ab-7\"")).isTrue();
        assertThat(tag.allowsPart("\"ab-6\"")).isFalse();
        assertThat(tag.allowsPart("Sat, 21 Nov 2026 00:00:00 GMT")).isFalse();
    }
}
