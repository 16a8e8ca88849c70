package io.penumbra.master.serve;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.lead.Feed;
import io.penumbra.proto.Following;
import io.penumbra.proto.Led;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shadow follows this leader: every merged entry and a beat, until either is no more. */
public final class FollowEndpoint {
    private static final Logger log = LoggerFactory.getLogger(FollowEndpoint.class);

    private final Identity self;
    private final RoleBoard board;
    private final Threads threads;

    public FollowEndpoint(Identity self, RoleBoard board, Threads threads) {
        this.self = self;
        this.board = board;
        this.threads = threads;
    }

    public void handle(Stream<Led, Following> stream)
            throws IOException, RefusedException, InterruptedException {
        var first = stream.receive();
        if (first.isEmpty()) {
            return;
        }
        var shadow = first.get();
        self.admit(shadow.getCluster());
        var feeds = board.requireLeading().feeds();
        var at = shadow.getEndpoint();
        var address = new Address(at.getHost(), at.getPort());
        var feed = feeds.join(address, shadow.getPid(), shadow.getVersion());
        feed.progressed(shadow.getAppliedIndex());
        threads.virtual("follow-progress", () -> listen(stream, feed));
        try {
            for (var next = feed.take(); !next.isEmpty(); next = feed.take()) {
                for (var led : next) {
                    stream.send(led);
                }
            }
        } finally {
            feeds.leave(feed);
            feed.close();
        }
    }

    private static void listen(Stream<Led, Following> stream, Feed feed) {
        try {
            for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
                feed.progressed(next.get().getAppliedIndex());
            }
        } catch (IOException | RefusedException e) {
            log.info("shadow {} is gone: {}", feed.endpoint(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            feed.close();
        }
    }
}
