package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Which of ZooKeeper's servers do not answer, asked one by one: a session says nothing of those
 * that it is not connected to. Asks in the background, and only while somebody wants to know.
 */
final class ServerProbe {
    private static final Duration KEPT_FOR = Duration.ofSeconds(5);
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int ANSWER_BYTES_MAX = 4 << 10;
    private static final byte[] QUESTION = "srvr".getBytes(US_ASCII);
    private static final String IDLE = "not currently serving";

    private final Threads threads;

    @GuardedBy("this")
    private List<Address> silent = List.of();

    @GuardedBy("this")
    private boolean asking;

    @GuardedBy("this")
    private long askedAt = System.nanoTime() - KEPT_FOR.toNanos();

    ServerProbe(Threads threads) {
        this.threads = threads;
    }

    /** Of these servers, as of the last time that they were asked. */
    synchronized List<Address> silent(List<Address> servers) {
        if (!asking && System.nanoTime() - askedAt >= KEPT_FOR.toNanos()) {
            asking = true;
            threads.virtual("zookeeper-probe", () -> ask(servers));
        }
        return silent.stream().filter(servers::contains).toList();
    }

    private void ask(List<Address> servers) {
        var found = servers.stream().filter(server -> !isServing(server)).toList();
        synchronized (this) {
            silent = found;
            asking = false;
            askedAt = System.nanoTime();
        }
    }

    private static boolean isServing(Address server) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
            socket.getOutputStream().write(QUESTION);
            socket.shutdownOutput();
            var answer = socket.getInputStream().readNBytes(ANSWER_BYTES_MAX);
            // One that does not want to say more is there, too.
            return answer.length > 0 && !new String(answer, US_ASCII).contains(IDLE);
        } catch (IOException e) {
            return false;
        }
    }
}
