package io.penumbra.master.lead;

import com.google.protobuf.UnsafeByteOperations;
import io.penumbra.core.port.Address;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.record.Head;
import io.penumbra.proto.Beat;
import io.penumbra.proto.Led;
import io.penumbra.proto.Push;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The shadows that follow this leader. */
public final class Feeds {
    private final CopyOnWriteArrayList<Feed> feeds = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Close the feed and {@link #leave} when its stream ends. */
    public Feed join(Address endpoint, long pid, String version) {
        var feed = new Feed(endpoint, pid, version);
        feeds.add(feed);
        if (closed) {
            feed.close();
        }
        return feed;
    }

    public void leave(Feed feed) {
        feeds.remove(feed);
    }

    public List<Feed> all() {
        return List.copyOf(feeds);
    }

    void push(Entry entry) {
        if (feeds.isEmpty()) {
            return;
        }
        var led =
                Led.newBuilder()
                        .setEpoch(entry.batch().epoch().value())
                        .setPush(
                                Push.newBuilder()
                                        .setEntry(entry.number().value())
                                        .setBatch(UnsafeByteOperations.unsafeWrap(entry.encoded())))
                        .build();
        feeds.forEach(feed -> feed.push(led));
    }

    void beat(Duration quorumAge, Head head) {
        var led =
                Led.newBuilder()
                        .setEpoch(head.epoch().value())
                        .setBeat(
                                Beat.newBuilder()
                                        .setQuorumAgeMillis(quorumAge.toMillis())
                                        .setLastEntry(head.tip().entry().value())
                                        .setLastIndex(head.tip().index().value()))
                        .build();
        feeds.forEach(feed -> feed.beat(led));
    }

    void close() {
        closed = true;
        feeds.forEach(Feed::close);
    }
}
