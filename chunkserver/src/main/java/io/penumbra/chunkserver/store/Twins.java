package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same chunk in two directories of one server, as after a copy by hand: the better one serves,
 * the other is left alone on its disk.
 */
final class Twins {
    private static final Logger LOG = LoggerFactory.getLogger(Twins.class);

    private static final Comparator<ChunkImage> BETTER =
            Comparator.comparing(ChunkImage::isPresent)
                    .thenComparing(ChunkImage::version)
                    .thenComparing(ChunkImage::isWhole)
                    .thenComparingLong(ChunkImage::length);

    private Twins() {}

    /** Before anybody is served, so that nobody holds on to the one that is passed over. */
    static void settle(List<ChunkStore> stores)
            throws IOException, RefusedException, InterruptedException {
        Map<ChunkId, ChunkStore> homes = new HashMap<>();
        for (var store : stores) {
            for (var log : store.known()) {
                var before = homes.putIfAbsent(log.id(), store);
                if (before != null) {
                    homes.put(log.id(), settle(log.id(), before, store));
                }
            }
        }
    }

    /** Says where it stays. */
    private static ChunkStore settle(ChunkId chunk, ChunkStore one, ChunkStore other)
            throws IOException, RefusedException, InterruptedException {
        boolean second = BETTER.compare(one.chunk(chunk).image(), other.chunk(chunk).image()) < 0;
        var home = second ? other : one;
        var passedOver = second ? one : other;
        var image = passedOver.chunk(chunk).image();
        if (image.isPresent()) {
            LOG.warn(
                    "{} is in two directories: that in {} serves; that in {} ({} bytes of version"
                            + " {}) is left alone",
                    chunk,
                    home.place(),
                    passedOver.place(),
                    image.length(),
                    image.version());
        }
        passedOver.leaveAlone(chunk);
        var log = home.chunk(chunk);
        if (image.promised().compareTo(log.image().promised()) > 0) {
            log.promise(image.promised());
            home.files().call(log::promised);
        }
        return home;
    }

    /** A directory that comes later gives way to those that serve already. */
    static void giveWay(ChunkStore later, List<ChunkStore> serving) {
        for (var log : later.known()) {
            var home =
                    serving.stream().filter(store -> store.known(log.id()).isPresent()).findAny();
            if (home.isPresent()) {
                LOG.warn(
                        "{} is in two directories: that in {} serves; that in {} is left alone"
                                + " until the next start",
                        log.id(),
                        home.get().place(),
                        later.place());
                later.leaveAlone(log.id());
            }
        }
    }
}
