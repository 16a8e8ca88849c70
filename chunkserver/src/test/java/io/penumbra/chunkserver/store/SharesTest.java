package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.chunkserver.store.Shares.Share;
import io.penumbra.core.id.Medium;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SharesTest {
    private static final Medium DISK = new Medium("disk");
    private static final Medium SSD = new Medium("ssd");

    private static Share share(Medium medium, long free) {
        return new Share(medium, new Space(1_000, free));
    }

    @Test
    void aDirectoryOnTheMediumIsChosenWhileOneHasRoomAndAnyWithRoomBeforeOneWithout() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            var shares = new ArrayList<Share>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                shares.add(share(random.nextBoolean() ? SSD : DISK, random.nextInt(100)));
            }
            var wanted = List.of(SSD, DISK, Medium.ANY).get(random.nextInt(3));
            var chosen = shares.get(Shares.choose(shares, wanted, random));
            boolean anyFits =
                    shares.stream().anyMatch(it -> it.hasRoom() && it.medium().equals(wanted));
            assertThat(chosen.hasRoom())
                    .as("seed %d", seed)
                    .isEqualTo(shares.stream().anyMatch(Share::hasRoom));
            assertThat(chosen.medium().equals(wanted) || !anyFits).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void whatIsFreeWeighs() {
        var shares = List.of(share(SSD, 900), share(DISK, 500), share(SSD, 100));
        var random = new Random(7);
        var chosen = new int[3];
        for (int i = 0; i < 10_000; i++) {
            chosen[Shares.choose(shares, SSD, random)]++;
        }
        assertThat(chosen[1]).isZero();
        assertThat(chosen[2]).isBetween(850, 1_150);
    }
}
