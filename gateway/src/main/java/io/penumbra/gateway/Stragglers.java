package io.penumbra.gateway;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts off who sends a request's headers a byte now and then, which no idle timeout notices. For
 * any number of threads.
 */
final class Stragglers extends Handler.Wrapper implements Connection.Listener {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final long mostNanos;

    /** Connections that wait for a request; those whose request is served are not in here. */
    private final ConcurrentMap<Connection, Begun> begun = new ConcurrentHashMap<>();

    /**
     * @param most how long the headers of a request may take
     */
    Stragglers(Handler handler, Duration most) {
        super(handler);
        this.mostNanos = most.toNanos();
    }

    /** From when on a connection has been waited for. */
    private record Begun(long bytes, long nanos) {
        static Begun now(Connection connection) {
            return new Begun(connection.getBytesIn(), System.nanoTime());
        }
    }

    @Override
    public void onOpened(Connection connection) {
        begun.put(connection, Begun.now(connection));
    }

    @Override
    public void onClosed(Connection connection) {
        begun.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var connection = request.getConnectionMetaData().getConnection();
        begun.remove(connection);
        Request.addCompletionListener(request, _ -> begun.put(connection, Begun.now(connection)));
        return super.handle(request, response, callback);
    }

    /** Looks at all connections, now and every second. */
    void watch(Scheduler scheduler) {
        begun.forEach(this::look);
        var _ =
                scheduler.schedule(
                        () -> watch(scheduler), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Connection connection, Begun since) {
        if (!connection.getEndPoint().isOpen()) {
            begun.remove(connection, since);
        } else if (connection.getBytesIn() == since.bytes()) {
            begun.replace(connection, since, Begun.now(connection));
        } else if (System.nanoTime() - since.nanos() > mostNanos) {
            connection.close();
        }
    }
}
