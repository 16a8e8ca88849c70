package io.penumbra.chunkserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.chunkserver.store.DirectoryVitals.Work;
import io.penumbra.chunkserver.store.Space;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckupTest {
    private static final DataPlace PLACE =
            new DataPlace("/mnt/a", "ssd", new FakeDisk(new FakePlatter()));

    private static DirectoryVitals vitals(Space space, Duration probeAge) {
        return DirectoryVitals.inService(PLACE, new Work("st-1", space, 0, 0, probeAge));
    }

    @Test
    void whatIsWrongIsSaidInWords() {
        var healthy = vitals(new Space(1_000, 50), Duration.ofSeconds(5));
        assertThat(Checkup.health(List.of(healthy))).isEqualTo("healthy");
        var full = vitals(new Space(1_000, 49), Duration.ofSeconds(61));
        assertThat(Checkup.health(List.of(healthy, full)))
                .isEqualTo(
                        "data directory /mnt/a: less than 5 % of the disk are free: nothing new is"
                                + " written; no write has reached the disk for 61 s");
        assertThat(Checkup.health(List.of(DirectoryVitals.outOfService(PLACE, "EIO"), healthy)))
                .isEqualTo("data directory /mnt/a: out of service: EIO");
    }
}
